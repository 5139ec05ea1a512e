// SPDX-License-Identifier: MIT
#pragma once
/// Parts of maps of features, each made one size: what a head of a detector is asked of.
///
///     features [N, C, H, W], R regions of its pictures  ->  [R, C, height, width]
///
/// The regions of all pictures are the batch of the network that reads them, whatever their number; that is
/// why these are functions beside a network and no layers in it, whose batch has a box for each sample.
/// `roi_align.hpp` and `roi_pool.hpp` have a forward and a backward each; the gradient is that of the
/// features.
#include <strata/vision/box.hpp>

namespace strata {

/// A box in picture number `picture` of a batch.
struct region {
    int picture = 0;
    box where = {};
};

}  // namespace strata

namespace strata::inline STRATA_TARGET {

struct region_options {
    int height = 7, width = 7;  ///< of what comes out
    float scale = 1;            ///< pixels of the features for each pixel of the boxes: 1/16, say
};

namespace detail {

/// Throws where the options cannot be, or a region is no box in one of so many pictures.
inline void check_regions(std::span<const region> regions, std::size_t pictures, const region_options& o) {
    if (o.height < 1 || o.width < 1 || !is_finite(o.scale) || o.scale <= 0)
        throw_error({.problem = "height and width of regions are counted from 1, and the scale is above 0",
                     .name = "region_options",
                     .found = std::to_string(o.height) + ", " + std::to_string(o.width) + " and " +
                              std::to_string(o.scale)});
    for (std::size_t r = 0; r < regions.size(); ++r) {
        with_name_in_errors(
            [&] {
                check_boxes({&regions[r].where, 1}, "box");
            },
            [&] { return with_number("region", static_cast<int64>(r)); });
        // beyond that a pixel has no number of its own
        constexpr float most = 1 << 24;
        const box& b = regions[r].where;
        if (std::max({-b.x1, -b.y1, b.x2, b.y2}) * std::max(o.scale, 1.0F) > most)
            throw_error({.problem = "the box is too far away",
                         .name = with_number("region", static_cast<int64>(r)),
                         .expected = "corners within 16777216 pixels",
                         .found = box_text(b)});
        if (regions[r].picture < 0 || static_cast<std::size_t>(regions[r].picture) >= pictures)
            throw_error({.problem = "there is no such picture",
                         .name = with_number("region", static_cast<int64>(r)),
                         .expected = pictures == 0 ? "no region, as there is no picture"
                                                   : "0 to " + std::to_string(pictures - 1),
                         .found = std::to_string(regions[r].picture)});
    }
}

/// Throws where the gradient of regions has other extents than they.
template <class Extents>
void check_slopes(const Extents& found, const std::array<std::size_t, 4>& expected) {
    if (!std::equal(expected.begin(), expected.end(), found.begin(), found.end()))
        throw_error({.problem = "the gradient has other extents than the regions",
                     .expected = shape_text(expected),
                     .found = shape_text(found)});
}
/// Throws where maps have no pixel.
inline void check_maps(std::size_t height, std::size_t width) {
    if (height == 0 || width == 0)
        throw_error({.problem = "maps of features without a pixel have no regions",
                     .found = std::to_string(height) + " x " + std::to_string(width)});
}

}  // namespace detail

}  // namespace strata::inline STRATA_TARGET
