// SPDX-License-Identifier: MIT
#pragma once
/// Image files (PNG, JPEG, BMP, GIF, TGA, PNM) as tensors, and images of another size.
#include <strata/array.hpp>
#include <strata/data/file_bytes.hpp>
#include <strata/target.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <memory>
#include <string>
#include <vector>

// Static, so that each translation unit has its own copy and none has to be the one that holds it. A program
// that included the reader before us provides it, and gets no second one.
#ifndef STBI_INCLUDE_STB_IMAGE_H
#define STB_IMAGE_STATIC
#define STB_IMAGE_IMPLEMENTATION
#include <stb/stb_image.h>
#undef STB_IMAGE_IMPLEMENTATION
#undef STB_IMAGE_STATIC
#endif

namespace strata::inline STRATA_TARGET {

/// Reads an image as [channels, height, width], scaled to [0, 1]; channels is 1 (grey: the luminance of a
/// coloured image) or 3 (red, green, blue). Transparency is dropped, and a camera's note that the image lies
/// on its side is not followed. Errors: those of `read_bytes`; an empty file; not an image; other channels.
[[nodiscard]] inline xt::xtensor<float, 3> read_image(const std::filesystem::path& path, int channels = 3) {
    if (channels != 1 && channels != 3)
        throw_error({.problem = "an image cannot be read with that many channels",
                     .file = path.string(),
                     .expected = "1 (grey) or 3 (red, green, blue)",
                     .found = std::to_string(channels)});
    const std::vector<std::uint8_t> bytes = read_bytes(path);
    if (bytes.empty())
        throw_error({.problem = "the file is empty", .file = path.string(), .expected = "an image"});
    if (bytes.size() > static_cast<std::size_t>(std::numeric_limits<int>::max()))
        throw_error({.problem = "the file is too large for an image", .file = path.string()});
    int width = 0, height = 0, found = 0;
    const auto release = [](std::uint8_t* p) { stbi_image_free(p); };
    const std::unique_ptr<std::uint8_t, decltype(release)> pixels{stbi_load_from_memory(
        bytes.data(), static_cast<int>(bytes.size()), &width, &height, &found, channels)};
    if (!pixels)
        throw_error(
            {.problem = std::string("this cannot be read as an image (") + stbi_failure_reason() + ")",
             .file = path.string(),
             .expected = "a whole PNG, JPEG, BMP, GIF, TGA or PNM file"});
    const auto c = static_cast<std::size_t>(channels),
               area = static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
    xt::xtensor<float, 3> image({c, static_cast<std::size_t>(height), static_cast<std::size_t>(width)});
    for (std::size_t channel = 0; channel < c; ++channel)
        for (std::size_t i = 0; i < area; ++i)
            image.data()[channel * area + i] = static_cast<float>(pixels.get()[i * c + channel]) / 255.0f;
    return image;
}

/// How much each old position of an axis adds to one new position.
struct axis_weights {
    std::size_t begin;           ///< the first old position
    std::vector<float> weights;  ///< of it and of the ones behind it; their sum is 1
};

/// Spreads an axis of `from` positions over `to`: the mean over the covered positions when it shrinks, linear
/// between the two nearest centres when it grows.
[[nodiscard]] inline std::vector<axis_weights> resize_weights(std::size_t from, std::size_t to) {
    std::vector<axis_weights> all(to);
    const double step = static_cast<double>(from) / static_cast<double>(to);
    for (std::size_t i = 0; i < to; ++i) {
        const double left = static_cast<double>(i) * step, right = left + step;
        if (from < to) {
            const double last = static_cast<double>(from - 1);
            const double centre = std::clamp((left + right) / 2 - 0.5, 0.0, last);
            const auto begin = static_cast<std::size_t>(std::min(centre, std::max(last - 1, 0.0)));
            const auto share = static_cast<float>(centre - static_cast<double>(begin));
            all[i] = from == 1 ? axis_weights{0, {1.0f}} : axis_weights{begin, {1.0f - share, share}};
        } else {
            // Rounding may put the right edge a hair beyond a position; that position's weight is then about
            // 0.
            all[i].begin = static_cast<std::size_t>(left);
            for (std::size_t j = all[i].begin; j < from && static_cast<double>(j) < right; ++j) {
                const double covered =
                    std::min(right, static_cast<double>(j + 1)) - std::max(left, static_cast<double>(j));
                all[i].weights.push_back(static_cast<float>(covered / step));
            }
        }
    }
    return all;
}

/// An image [C, H, W] with other height and width: averaged over areas where it shrinks, bilinear where it
/// grows. Errors: an extent that is not positive.
[[nodiscard]] inline xt::xtensor<float, 3> resized(const xt::xtensor<float, 3>& image, int height,
                                                   int width) {
    const std::size_t c = image.shape()[0], h = image.shape()[1], w = image.shape()[2];
    if (height < 1 || width < 1 || image.size() == 0)
        throw_error({.problem = "an image cannot be resized from or to nothing",
                     .expected = "positive extents",
                     .found = std::to_string(h) + " x " + std::to_string(w) + " to " +
                              std::to_string(height) + " x " + std::to_string(width)});
    const auto rows = resize_weights(h, static_cast<std::size_t>(height));
    const auto columns = resize_weights(w, static_cast<std::size_t>(width));
    xt::xtensor<float, 3> narrow({c, h, columns.size()}, 0.0f),
        result({c, rows.size(), columns.size()}, 0.0f);
    for (std::size_t channel = 0; channel < c; ++channel) {
        for (std::size_t y = 0; y < h; ++y)
            for (std::size_t x = 0; x < columns.size(); ++x)
                for (std::size_t k = 0; k < columns[x].weights.size(); ++k)
                    narrow(channel, y, x) += columns[x].weights[k] * image(channel, y, columns[x].begin + k);
        for (std::size_t y = 0; y < rows.size(); ++y)
            for (std::size_t k = 0; k < rows[y].weights.size(); ++k)
                for (std::size_t x = 0; x < columns.size(); ++x)
                    result(channel, y, x) += rows[y].weights[k] * narrow(channel, rows[y].begin + k, x);
    }
    return result;
}
template <Array Image>
    requires(!std::is_same_v<Image, xt::xtensor<float, 3>>)
[[nodiscard]] xt::xtensor<float, 3> resized(const Image& image, int height, int width) {
    return resized(array_of_rank<float, 3>(image, "the image"), height, width);
}

}  // namespace strata::inline STRATA_TARGET
