// SPDX-License-Identifier: MIT
#pragma once
/// The boxes that a detector on several maps begins with: small ones on the fine maps, large ones on the
/// coarse.
///
///     s[k] = least + (largest - least) k / (m - 1)      scales of m maps, in widths of the picture
///
///     at each place of map k, with its middle at ((j + 1/2) steps / side, (i + 1/2) steps / side):
///     (s[k], s[k]),   (sqrt(s[k] s[k + 1]), the same),
///     and for each ratio r (s[k] sqrt(r), s[k] / sqrt(r)) and (s[k] / sqrt(r), s[k] sqrt(r))
///
/// In the order of maps, rows, columns and as written here. (Liu and others: "SSD", 2016, section 2.2.)
/// torchvision's DefaultBoxGenerator. Its picture of 300 x 300 has 8,732 of them: `ssd300_maps`.
#include <cmath>
#include <strata/vision/anchors.hpp>

namespace strata::inline STRATA_TARGET {

/// A map of features, and the boxes at each of its places.
struct default_map {
    grid_extents extents;
    float scale = 0, next_scale = 0;  ///< of its boxes' sides, in sides of the picture
    std::vector<float> ratios = {2};  ///< width by height, each taken both ways
    float step = 0;                   ///< pixels from place to place; 0: the picture by the map

    /// Boxes at each place.
    [[nodiscard]] int boxes_a_place() const { return 2 + 2 * static_cast<int>(ratios.size()); }
};

/// The maps that SSD has over 300 x 300 pixels (Liu and others, 2016, figure 2 and the authors' program).
[[nodiscard]] inline std::vector<default_map> ssd300_maps() {
    return {{{38, 38}, 0.07F, 0.15F, {2}, 8},     {{19, 19}, 0.15F, 0.33F, {2, 3}, 16},
            {{10, 10}, 0.33F, 0.51F, {2, 3}, 32}, {{5, 5}, 0.51F, 0.69F, {2, 3}, 64},
            {{3, 3}, 0.69F, 0.87F, {2}, 100},     {{1, 1}, 0.87F, 1.05F, {2}, 300}};
}

/// The boxes of all maps over a picture, in pixels. With `inside` no side is longer than the picture's.
/// Errors: no map, one without a place; a scale, ratio or step that cannot be; an empty picture.
[[nodiscard]] inline std::vector<box> default_boxes(std::span<const default_map> maps, grid_extents picture,
                                                    bool inside = true) {
    if (maps.empty() || picture.height < 1 || picture.width < 1)
        throw_error({.problem = "default boxes need a map and a picture", .name = "default_boxes"});
    const auto H = static_cast<float>(picture.height), W = static_cast<float>(picture.width);
    std::vector<box> all;
    for (std::size_t k = 0; k < maps.size(); ++k) {
        const default_map& m = maps[k];
        const bool fits = m.extents.height > 0 && m.extents.width > 0 && is_finite(m.scale) && m.scale > 0 &&
                          is_finite(m.next_scale) && m.next_scale > 0 && is_finite(m.step) && m.step >= 0;
        if (!fits)
            throw_error({.problem = "a map has places, scales above 0 and a step of 0 or more",
                         .name = with_number("map", static_cast<int64>(k))});
        if (!m.ratios.empty()) detail::check_above_zero("ratios", m.ratios);
        std::vector<std::array<float, 2>> sides{{m.scale, m.scale}};
        const float between = std::sqrt(m.scale * m.next_scale);
        sides.push_back({between, between});
        for (const float ratio : m.ratios) {
            const float root = std::sqrt(ratio);
            sides.push_back({m.scale * root, m.scale / root});
            sides.push_back({m.scale / root, m.scale * root});
        }
        const float down = m.step > 0 ? m.step : H / static_cast<float>(m.extents.height),
                    across = m.step > 0 ? m.step : W / static_cast<float>(m.extents.width);
        for (int i = 0; i < m.extents.height; ++i)
            for (int j = 0; j < m.extents.width; ++j)
                for (const auto& [width, height] : sides) {
                    const auto side = [inside](float s) { return inside ? std::min(s, 1.0F) : s; };
                    const centre_box c{(static_cast<float>(j) + 0.5F) * across,
                                       (static_cast<float>(i) + 0.5F) * down, W * side(width),
                                       H * side(height)};
                    all.push_back(corner_form(c));
                }
    }
    return all;
}

}  // namespace strata::inline STRATA_TARGET
