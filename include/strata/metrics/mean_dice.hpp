// SPDX-License-Identifier: MIT
#pragma once
#include <strata/metrics/mean_over_classes.hpp>

namespace strata::inline STRATA_TARGET {

/// The mean over the classes of Dice's coefficient: the overlap of segmentations as the F measure of pixels.
///
///     dice(c) = 2 #(t = c and answer = c) / (#(t = c) + #(answer = c)), over all pixels of all samples
///             = 2 iou(c) / (1 + iou(c))
///     value   = 1/C sum_c dice(c)
///
///     y: [N, C] or [N, L, C] or [N, H, W, C]   t: [N] or [N, L] or [N, H, W]
///
/// (Dice: "Measures of the amount of ecologic association between species", 1945.) A class that neither
/// occurs nor is answered has 1, as in `mean_iou`. Throws where a label is out of range.
struct mean_dice : mean_over_classes<mean_dice> {
    static constexpr const char* name = "mean_dice";

    [[nodiscard]] static double share(const class_counts& n, int64 c) {
        const int64 both = n(c, c), each = n.right(c) + n.answered(c);
        return each > 0 ? 2 * static_cast<double>(both) / static_cast<double>(each) : 1;
    }
    [[nodiscard]] double dice(int64 c) const { return of_class(c); }
};

}  // namespace strata::inline STRATA_TARGET
