// SPDX-License-Identifier: MIT
#pragma once
/// Boxes in pictures: where something begins and ends.
///
///     box            x1, y1, x2, y2: the left upper and the right lower corner
///     centre_box     x, y, width, height: the middle and the sides
///
///     x = (x1 + x2) / 2      width = x2 - x1      area = width * height
///
/// In pixels, x to the right and y down, and without the + 1 that older programs add to sides: a box from 2
/// to 5 is 3 wide. A box may be empty, and may lie outside of a picture until it is clipped.
#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <strata/array.hpp>
#include <strata/kernels/floating_point.hpp>
#include <strata/target.hpp>
#include <string>
#include <vector>

namespace strata {

struct box {
    float x1 = 0, y1 = 0, x2 = 0, y2 = 0;

    friend constexpr bool operator==(const box&, const box&) = default;
};

struct centre_box {
    float x = 0, y = 0, width = 0, height = 0;

    friend constexpr bool operator==(const centre_box&, const centre_box&) = default;
};

[[nodiscard]] constexpr centre_box centre_form(const box& b) {
    return {(b.x1 + b.x2) / 2, (b.y1 + b.y2) / 2, b.x2 - b.x1, b.y2 - b.y1};
}
[[nodiscard]] constexpr box corner_form(const centre_box& b) {
    return {b.x - b.width / 2, b.y - b.height / 2, b.x + b.width / 2, b.y + b.height / 2};
}
[[nodiscard]] constexpr float area(const box& b) { return (b.x2 - b.x1) * (b.y2 - b.y1); }

/// The part of a box that lies in a picture; empty, at the border, where none does.
[[nodiscard]] constexpr box clipped(const box& b, float height, float width) {
    return {std::clamp(b.x1, 0.0F, width), std::clamp(b.y1, 0.0F, height), std::clamp(b.x2, 0.0F, width),
            std::clamp(b.y2, 0.0F, height)};
}

/// "(1, 2, 3, 4)", as errors say it.
[[nodiscard, gnu::cold]] inline std::string box_text(const box& b) {
    return '(' + std::to_string(b.x1) + ", " + std::to_string(b.y1) + ", " + std::to_string(b.x2) + ", " +
           std::to_string(b.y2) + ')';
}

}  // namespace strata

namespace strata::inline STRATA_TARGET {

/// Throws where one of the boxes has a corner that is no finite number, or a side below 0; `what` says whose
/// they are: "truth" makes "truth 3".
inline void check_boxes(std::span<const box> boxes, const char* what) {
    for (std::size_t i = 0; i < boxes.size(); ++i) {
        const box& b = boxes[i];
        const bool finite = is_finite(b.x1) && is_finite(b.y1) && is_finite(b.x2) && is_finite(b.y2);
        if (!finite || b.x2 < b.x1 || b.y2 < b.y1)
            throw_error({.problem = finite ? "the box has a side below 0"
                                           : "the box has a corner that is no "
                                             "finite number",
                         .name = with_number(what, static_cast<int64>(i)),
                         .expected = "x1 <= x2 and y1 <= y2",
                         .found = box_text(b)});
    }
}

/// Throws where two lists that belong together are not equally long.
inline void check_count(std::size_t expected, std::size_t found, const char* what) {
    if (expected != found)
        throw_error({.problem = "there is not one for each box",
                     .name = what,
                     .expected = std::to_string(expected),
                     .found = std::to_string(found)});
}

/// Throws where a share is not in [0, 1].
inline void check_share(const char* name, double share) {
    if (!is_finite(share) || share < 0 || share > 1)
        throw_error({.problem = "a share lies between 0 and 1",
                     .name = name,
                     .expected = "0 to 1",
                     .found = std::to_string(share)});
}

/// The boxes that an array [N, 4] holds in corner form, as a network has put them out.
template <Array E>
[[nodiscard]] std::vector<box> boxes_of(const E& x) {
    const xt::xtensor<float, 2>& rows = array_of_rank<float, 2>(x, "the boxes");
    if (rows.shape()[1] != 4)
        throw_error({.problem = "a box has four numbers",
                     .name = "the boxes",
                     .expected = "[N, 4]",
                     .found = shape_text(rows.shape())});
    std::vector<box> boxes(rows.shape()[0]);
    for (std::size_t i = 0; i < boxes.size(); ++i)
        boxes[i] = {rows(i, 0), rows(i, 1), rows(i, 2), rows(i, 3)};
    return boxes;
}
/// [N, 4]
[[nodiscard]] inline xt::xtensor<float, 2> array_of(std::span<const box> boxes) {
    auto rows = xt::xtensor<float, 2>::from_shape({boxes.size(), std::size_t{4}});
    for (std::size_t i = 0; i < boxes.size(); ++i) {
        const std::array<float, 4> corners{boxes[i].x1, boxes[i].y1, boxes[i].x2, boxes[i].y2};
        std::copy(corners.begin(), corners.end(), rows.data() + 4 * i);
    }
    return rows;
}

}  // namespace strata::inline STRATA_TARGET
