// SPDX-License-Identifier: MIT
#pragma once
#include <strata/metrics/mean_over_classes.hpp>

namespace strata::inline STRATA_TARGET {

/// The mean intersection over union of the classes: what segmentations are compared by.
///
///     iou(c) = #(t = c and answer = c) / #(t = c or answer = c), over all pixels of all samples
///     value  = 1/C sum_c iou(c)
///
///     y: [N, C] or [N, L, C] or [N, H, W, C]   t: [N] or [N, L] or [N, H, W]
///
/// (Everingham and others, 2010, section 4.1.3.) A class that neither occurs nor is answered has 1, as in
/// `pixel_evaluation`. Throws where a label is out of range.
struct mean_iou : mean_over_classes<mean_iou> {
    static constexpr const char* name = "mean_iou";

    [[nodiscard]] static double share(const class_counts& n, int64 c) {
        const int64 both = n(c, c), either = n.right(c) + n.answered(c) - both;
        return either > 0 ? static_cast<double>(both) / static_cast<double>(either) : 1;
    }
    [[nodiscard]] double intersection_over_union(int64 c) const { return of_class(c); }
};

}  // namespace strata::inline STRATA_TARGET
