// SPDX-License-Identifier: MIT
#pragma once
/// The boxes that a detector begins with: some of each scale and ratio, at every place of a map of features.
///
///     width = scale / sqrt(ratio)      height = scale sqrt(ratio)      ratio: height by width
///     corners -width/2, -height/2, width/2, height/2, rounded to whole pixels (halves to even ones)
///     at place (i, j) of the map they are shifted by (j, i) strides: picture / map, rounded down
///
/// In the order of rows, columns, ratios, scales: anchor number
/// ((i W + j) R + ratio) S + scale. (Ren and others: "Faster R-CNN", 2015, section 3.1.1.) torchvision's
/// AnchorGenerator, over one map.
#include <cmath>
#include <strata/vision/box.hpp>

namespace strata {

/// Rows and columns of a picture or a map of features.
struct grid_extents {
    int height = 0, width = 0;
};

}  // namespace strata

namespace strata::inline STRATA_TARGET {

struct anchor_options {
    std::vector<float> scales = {128, 256, 512};  ///< pixels: the root of the area
    std::vector<float> ratios = {0.5F, 1, 2};     ///< height by width
};

namespace detail {

inline void check_above_zero(const char* name, std::span<const float> numbers) {
    if (numbers.empty())
        throw_error({.problem = "there is none of them, so there would be no anchors", .name = name});
    for (const float number : numbers)
        if (!is_finite(number) || number <= 0)
            throw_error({.problem = "scales and ratios of anchors have to be above 0",
                         .name = name,
                         .found = std::to_string(number)});
}

}  // namespace detail

/// The anchors at place (0, 0), around the corner of the picture.
[[nodiscard]] inline std::vector<box> anchors_of_place(const anchor_options& options) {
    detail::check_above_zero("scales", options.scales);
    detail::check_above_zero("ratios", options.ratios);
    std::vector<box> anchors;
    for (const float ratio : options.ratios) {
        const float tall = std::sqrt(ratio), wide = 1 / tall;
        for (const float scale : options.scales) {
            const float x = std::nearbyint(wide * scale / 2), y = std::nearbyint(tall * scale / 2);
            anchors.push_back({-x, -y, x, y});
        }
    }
    return anchors;
}

/// The anchors of a map of features of a picture. Errors: no scale or ratio, or one that is not above 0; a
/// map that is empty or larger than the picture.
[[nodiscard]] inline std::vector<box> anchors(const anchor_options& options, grid_extents map,
                                              grid_extents picture) {
    const std::vector<box> first = anchors_of_place(options);
    if (map.height < 1 || map.width < 1 || map.height > picture.height || map.width > picture.width)
        throw_error(
            {.problem = "a map of features is at most as large as its picture",
             .name = "anchors",
             .expected = "1 x 1 to " + std::to_string(picture.height) + " x " + std::to_string(picture.width),
             .found = std::to_string(map.height) + " x " + std::to_string(map.width)});
    const int down = picture.height / map.height, across = picture.width / map.width;
    std::vector<box> all;
    all.reserve(first.size() * static_cast<std::size_t>(map.height) * static_cast<std::size_t>(map.width));
    for (int i = 0; i < map.height; ++i)
        for (int j = 0; j < map.width; ++j) {
            const auto x = static_cast<float>(j * across), y = static_cast<float>(i * down);
            for (const box& b : first) all.push_back({b.x1 + x, b.y1 + y, b.x2 + x, b.y2 + y});
        }
    return all;
}

}  // namespace strata::inline STRATA_TARGET
