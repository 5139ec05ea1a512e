// SPDX-License-Identifier: MIT
#pragma once
/// Image files as samples. A program that includes it links what strata::io links.
#include <strata/data/file_set.hpp>
#include <strata/data/image_file.hpp>
#include <strata/error.hpp>
#include <strata/target.hpp>

#include <algorithm>
#include <filesystem>
#include <string>

namespace strata::inline STRATA_TARGET {

/// What is done with an image of other extents than a network has.
enum class image_fit {
    resize,  ///< the mean over the areas that become a pixel where it shrinks, bilinear where it grows
    refuse   ///< an error with the file and both extents
};

/// Reads the image of a `file_set`: PNG, JPEG, PGM or PPM, scaled to [0, 1].
///
///     file_set train(files_by_folder("train"), image_reader{.channels = 3, .height = 32, .width = 32});
///
/// Errors: those of `read_image` and `resized`; other extents, where these are refused.
struct image_reader {
    int channels = 3;           ///< 1 (grey), 3 (red, green, blue) or 4 (and alpha)
    int height = 0, width = 0;  ///< that it is to have; 0: as the file has it
    image_fit fit = image_fit::resize;
    image_limits limits = {};

    void operator()(const std::filesystem::path& path, auto& to) const {
        auto image = read_image(path, channels, limits);
        const auto extent = [&](std::size_t axis) { return static_cast<int>(image.shape()[axis]); };
        const int h = height > 0 ? height : extent(1), w = width > 0 ? width : extent(2);
        if (h != extent(1) || w != extent(2)) {
            if (fit == image_fit::refuse)
                throw_error({.problem = "the image has other extents",
                             .file = path.string(),
                             .expected = std::to_string(h) + " x " + std::to_string(w),
                             .found = std::to_string(extent(1)) + " x " + std::to_string(extent(2)),
                             .advice = "image_fit::resize resizes it"});
            image = channels == 4 ? resized_cut_out(std::move(image), h, w) : resized(image, h, w);
        }
        std::copy(image.begin(), image.end(), to.input({channels, h, w}).begin());
    }
};

}  // namespace strata::inline STRATA_TARGET
