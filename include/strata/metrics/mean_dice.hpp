// SPDX-License-Identifier: MIT
#pragma once
#include <strata/metrics/class_counts.hpp>

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
struct mean_dice {
    static constexpr const char* name = "mean_dice";

    template <Shape Y>
    using decision = Y;
    template <Shape Y>
    using target = class_at_each_place<Y>;

    template <Shape Y, class T>
    void add(const metric_args<T>& a) {
        counts_.add<Y>(a);
    }

    [[nodiscard]] double dice(int64 c) const {
        const int64 both = counts_(c, c), each = counts_.right(c) + counts_.answered(c);
        return each > 0 ? 2 * static_cast<double>(both) / static_cast<double>(each) : 1;
    }
    [[nodiscard]] double value() const {
        double sum = 0;
        for (int64 c = 0; c < counts_.classes(); ++c) sum += dice(c);
        return counts_.classes() > 0 ? sum / static_cast<double>(counts_.classes()) : 0;
    }

    template <class Visit>
    void state(Visit&& visit) {
        counts_.state(visit);
    }

private:
    class_counts counts_;
};

}  // namespace strata::inline STRATA_TARGET
