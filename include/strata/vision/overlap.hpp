// SPDX-License-Identifier: MIT
#pragma once
/// How much two boxes are the same.
///
///     IoU(a, b)  = |a and b| / |a or b|                                       in [0, 1]
///     GIoU(a, b) = IoU(a, b) - (|c| - |a or b|) / |c|                         in [-1, 1]
///
///     |a or b| = |a| + |b| - |a and b|      c: the smallest box around both
///
/// GIoU still says how far apart boxes are that do not touch. (Jaccard, 1901; Rezatofighi and others:
/// "Generalized intersection over union", 2019, algorithm 1.) Two empty boxes have IoU 0, and where c is
/// empty as well GIoU 0: 0/0 is defined here, where torchvision gives a NaN.
#include <strata/vision/box.hpp>

namespace strata {

[[nodiscard]] constexpr float intersection(const box& a, const box& b) {
    const float width = std::min(a.x2, b.x2) - std::max(a.x1, b.x1),
                height = std::min(a.y2, b.y2) - std::max(a.y1, b.y1);
    return width > 0 && height > 0 ? width * height : 0;
}
[[nodiscard]] constexpr float intersection_over_union(const box& a, const box& b) {
    const float both = intersection(a, b), either = area(a) + area(b) - both;
    return either > 0 ? both / either : 0;
}
[[nodiscard]] constexpr float generalized_iou(const box& a, const box& b) {
    const box around{std::min(a.x1, b.x1), std::min(a.y1, b.y1), std::max(a.x2, b.x2), std::max(a.y2, b.y2)};
    const float all = area(around), either = area(a) + area(b) - intersection(a, b);
    return intersection_over_union(a, b) - (all > 0 ? (all - either) / all : 0);
}

}  // namespace strata

namespace strata::inline STRATA_TARGET {

/// [A, B]: the IoU of each box of a with each of b. Throws where a box has a side below 0 or is not finite.
[[nodiscard]] inline xt::xtensor<float, 2> overlaps(std::span<const box> a, std::span<const box> b) {
    check_boxes(a, "box");
    check_boxes(b, "box");
    auto all = xt::xtensor<float, 2>::from_shape({a.size(), b.size()});
    for (std::size_t i = 0; i < a.size(); ++i)
        for (std::size_t j = 0; j < b.size(); ++j) all(i, j) = intersection_over_union(a[i], b[j]);
    return all;
}

}  // namespace strata::inline STRATA_TARGET
