// SPDX-License-Identifier: MIT
#pragma once
/// Images of another size, averaged over areas where they shrink and bilinear where they grow.
#include <strata/array.hpp>
#include <strata/target.hpp>

#include <algorithm>
#include <cstddef>
#include <type_traits>
#include <vector>

namespace strata::inline STRATA_TARGET {

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
        for (std::size_t y = 0; y < h; ++y) {
            const float* const old = image.data() + (channel * h + y) * w;
            float* const row = narrow.data() + (channel * h + y) * columns.size();
            for (std::size_t x = 0; x < columns.size(); ++x)
                for (std::size_t k = 0; k < columns[x].weights.size(); ++k)
                    row[x] += columns[x].weights[k] * old[columns[x].begin + k];
        }
        for (std::size_t y = 0; y < rows.size(); ++y) {
            float* const row = result.data() + (channel * rows.size() + y) * columns.size();
            for (std::size_t k = 0; k < rows[y].weights.size(); ++k) {
                const float* const old = narrow.data() + (channel * h + rows[y].begin + k) * columns.size();
                for (std::size_t x = 0; x < columns.size(); ++x) row[x] += rows[y].weights[k] * old[x];
            }
        }
    }
    return result;
}
template <Array Image>
requires(!std::is_same_v<Image, xt::xtensor<float, 3>>)
    [[nodiscard]] xt::xtensor<float, 3> resized(const Image& image, int height, int width) {
    return resized(array_of_rank<float, 3>(image, "the image"), height, width);
}

/// The same of a cut-out [C + 1, H, W], whose last channel is its alpha: colours weigh by their alpha, so
/// that what a file says of transparent pixels colours nothing.
///
///     a' = mean of a      x'[c] = (mean of a x[c]) / a', and 0 where a' is 0
[[nodiscard]] inline xt::xtensor<float, 3> resized_cut_out(xt::xtensor<float, 3> image, int height,
                                                           int width) {
    const auto each_colour = [](xt::xtensor<float, 3>& x, auto&& change) {
        const std::size_t area = x.shape()[1] * x.shape()[2];
        const float* const alpha = x.data() + x.size() - area;
        for (std::size_t i = 0; i + area < x.size(); ++i) x.data()[i] = change(x.data()[i], alpha[i % area]);
    };
    each_colour(image, [](float x, float a) { return a * x; });
    xt::xtensor<float, 3> result = resized(image, height, width);
    each_colour(result, [](float x, float a) { return a > 0 ? std::min(x / a, 1.0F) : 0.0F; });
    return result;
}

}  // namespace strata::inline STRATA_TARGET
