// SPDX-License-Identifier: MIT
#pragma once
#include <strata/metrics/class_counts.hpp>

namespace strata::inline STRATA_TARGET {

/// The confusion matrix; as a figure, the mean recall of the classes that occur.
///
///     recall(c) = counts(c, c) / sum_answer counts(c, answer)
///     value     = 1/|K| sum_{c in K} recall(c)          K: the classes with a sample
///
///     y: [N, C] or [N, L, C] or [N, H, W, C]   t: [N] or [N, L] or [N, H, W]
///
/// A matrix is looked at where some classes are rare, and there `accuracy` tells of the frequent ones alone;
/// the mean recall, "balanced accuracy", weighs all of them the same (Brodersen and others, 2010). Throws
/// where a label is out of range.
struct confusion {
    static constexpr const char* name = "mean_recall";

    template <Shape Y>
    using decision = Y;
    template <Shape Y>
    using target = class_at_each_place<Y>;

    template <Shape Y, class T>
    void add(const metric_args<T>& a) {
        counts_.add<Y>(a);
    }

    /// counts()(truth, answer)
    [[nodiscard]] const class_counts& counts() const { return counts_; }
    /// The share of class c that was recognized; 0 where there is none of it.
    [[nodiscard]] double recall(int64 c) const {
        const int64 all = counts_.right(c);
        return all > 0 ? static_cast<double>(counts_(c, c)) / static_cast<double>(all) : 0;
    }
    [[nodiscard]] double value() const {
        double sum = 0;
        int64 there = 0;
        for (int64 c = 0; c < counts_.classes(); ++c) {
            sum += recall(c);
            there += counts_.right(c) > 0;
        }
        return there > 0 ? sum / static_cast<double>(there) : 0;
    }

    template <class Visit>
    void state(Visit&& visit) {
        counts_.state(visit);
    }

private:
    class_counts counts_;
};

}  // namespace strata::inline STRATA_TARGET
