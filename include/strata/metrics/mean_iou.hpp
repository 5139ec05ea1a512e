// SPDX-License-Identifier: MIT
#pragma once
#include <strata/metrics/class_counts.hpp>

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
struct mean_iou {
    static constexpr const char* name = "mean_iou";

    template <Shape Y>
    using decision = Y;
    template <Shape Y>
    using target = class_at_each_place<Y>;

    template <Shape Y, class T>
    void add(const metric_args<T>& a) {
        counts_.add<Y>(a);
    }

    [[nodiscard]] double intersection_over_union(int64 c) const {
        const int64 both = counts_(c, c), either = counts_.right(c) + counts_.answered(c) - both;
        return either > 0 ? static_cast<double>(both) / static_cast<double>(either) : 1;
    }
    [[nodiscard]] double value() const {
        double sum = 0;
        for (int64 c = 0; c < counts_.classes(); ++c) sum += intersection_over_union(c);
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
