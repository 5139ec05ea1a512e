// SPDX-License-Identifier: MIT
#pragma once
/// Image files (PNG, JPEG, PGM, PPM) as tensors.
#include <strata/array.hpp>
#include <strata/data/file_bytes.hpp>
#include <strata/data/jpeg.hpp>
#include <strata/data/png.hpp>
#include <strata/data/pnm.hpp>
#include <strata/data/resized.hpp>
#include <strata/target.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// What the file is that begins with these bytes, for the error that says that it is not read.
[[nodiscard]] inline std::string picture_kind(std::span<const std::uint8_t> bytes) {
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()),
                                std::min<std::size_t>(bytes.size(), 12));
    constexpr std::pair<std::string_view, const char*> kinds[] = {
        {"GIF8", "a GIF file"}, {"BM", "a BMP file"},   {"RIFF", "a WebP file"},  {"II*", "a TIFF file"},
        {"MM", "a TIFF file"},  {"8BPS", "a PSD file"}, {"#?RAD", "an HDR file"}, {"<svg", "an SVG file"},
        {"P1", "a PBM file"},   {"P4", "a PBM file"},   {"P7", "a PAM file"},     {"%PDF", "a PDF file"}};
    for (const auto& [start, kind] : kinds)
        if (text.starts_with(start)) return kind;
    if (text.size() >= 8 && text.substr(4, 4) == "ftyp") return "a HEIF or AVIF file";
    constexpr std::string_view digits = "0123456789abcdef";
    std::string found = "a file that begins with the bytes";
    for (const std::uint8_t byte : bytes.first(std::min<std::size_t>(bytes.size(), 4)))
        (found += ' ').append({digits[byte >> 4], digits[byte & 15]});
    return found;
}

/// Throws unless an image has one channel, three or four.
inline void check_image_channels(const std::string& file, int channels) {
    if (channels != 1 && channels != 3 && channels != 4)
        throw_error({.problem = "an image cannot be read with that many channels",
                     .file = file,
                     .expected = "1 (grey), 3 (red, green, blue) or 4 (and alpha)",
                     .found = std::to_string(channels)});
}

/// The picture in the bytes of an image file, as `read_image` gives it; `file` is the name for errors.
[[nodiscard]] inline xt::xtensor<float, 3> image_of_bytes(std::span<const std::uint8_t> bytes,
                                                          const std::string& file, int channels = 3,
                                                          image_limits limits = {}) {
    check_image_channels(file, channels);
    if (bytes.empty()) throw_error({.problem = "the file is empty", .file = file, .expected = "an image"});
    const auto begins = [&](std::initializer_list<std::uint8_t> start) {
        return bytes.size() >= start.size() && std::equal(start.begin(), start.end(), bytes.begin());
    };
    raster picture;
    if (begins({0x89, 'P', 'N', 'G'}))
        picture = decode_png(bytes, file, limits, channels == 4);
    else if (begins({0xff, 0xd8}))
        picture = decode_jpeg(bytes, file, channels == 1, limits);
    else if (is_pnm(bytes))
        picture = decode_pnm(bytes, file, limits);
    else
        throw_error({.problem = "this is not an image that can be read",
                     .file = file,
                     .expected = "a PNG, JPEG, PGM or PPM file",
                     .found = picture_kind(bytes),
                     .advice = "Save it as one of these, PNG where no digit may be lost"});

    const auto h = static_cast<std::size_t>(picture.height), w = static_cast<std::size_t>(picture.width);
    const auto from = static_cast<std::size_t>(picture.channels), to = static_cast<std::size_t>(channels);
    xt::xtensor<float, 3> image({to, h, w});
    const std::uint16_t* samples = picture.samples.data();
    const std::size_t area = h * w;
    if (to == 1 && from == 3) {
        // Whole numbers up to the division, so that a grey that is stored as a colour stays the same grey.
        for (std::size_t i = 0; i < area; ++i) {
            const int light = 299 * samples[3 * i] + 587 * samples[3 * i + 1] + 114 * samples[3 * i + 2];
            image.data()[i] = static_cast<float>(light / (1000.0 * picture.white));
        }
        return image;
    }
    const std::size_t colours = from < 3 ? 1 : 3;
    for (std::size_t channel = 0; channel < to; ++channel) {
        const bool opacity = channel == 3, opaque = opacity && from == colours;
        const std::size_t source = opacity ? colours : colours == 1 ? 0 : channel;
        for (std::size_t i = 0; i < area; ++i)
            image.data()[channel * area + i] =
                opaque ? 1.0F
                       : static_cast<float>(samples[i * from + source]) / static_cast<float>(picture.white);
    }
    return image;
}

/// Reads a PNG, JPEG, PGM or PPM file as [channels, height, width], scaled to [0, 1]; channels is 1 (grey:
/// the luminance 0.299 R + 0.587 G + 0.114 B of a coloured image), 3 (red, green, blue) or 4 (and alpha: 1
/// where a pixel is opaque, as all are in a file that says nothing of it). Sixteen bits keep their digits.
/// Without a channel for it transparency is dropped, and a camera's note that the image lies on its side is
/// not followed. Takes at most 25 bytes of memory a pixel besides the file, and 6 more inside of libjpeg for
/// a progressive JPEG; at most 2^24 pixels, or 256 for each byte of the file, are read unless the limits say
/// more. Errors: those of `read_bytes`; an empty file; none of these kinds; cut off or damaged; a picture
/// larger than the limits or than the file can hold; other channels.
[[nodiscard]] inline xt::xtensor<float, 3> read_image(const std::filesystem::path& path, int channels = 3,
                                                      image_limits limits = {}) {
    check_image_channels(path.string(), channels);
    return image_of_bytes(read_bytes(path), path.string(), channels, limits);
}

}  // namespace strata::inline STRATA_TARGET
