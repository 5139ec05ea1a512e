// SPDX-License-Identifier: MIT
#pragma once
#include <strata/losses/class_targets.hpp>
#include <strata/metrics/metric.hpp>
#include <strata/metrics/totals.hpp>

namespace strata::inline STRATA_TARGET {

/// The share of right answers: samples, pixels or places whose largest score, the first of equals, is that of
/// their class.
///
///     accuracy = 1/(N P) sum_{n, i} [argmax_c y[n, i, c] = t[n, i]]        y: [N, P, C]   t: [N, P], P =
///     places<Y>
///
/// A place of a sequence of class `no_class` does not count. Throws where a label is out of range.
struct accuracy {
    static constexpr const char* name = "accuracy";

    template <Shape Y>
    using decision = Y;
    template <Shape Y>
    using target = class_at_each_place<Y>;

    template <Shape Y, class T>
    void add(const metric_args<T>& a) {
        const int* const t = a.targets[0].classes;
        check_classes<Y>(a.n, t, "sample", 0, " of the batch", Sequence<Y>);
        share_.right += count_right(a.n * places<Y>, channels<Y>, a.y, t, a.threads);
        share_.answers += count_of_classes(t, a.n * places<Y>);
    }
    [[nodiscard]] double value() const { return share_.value(); }

    template <class Visit>
    void state(Visit&& visit) {
        share_.state(visit);
    }

private:
    running_share share_;
};

}  // namespace strata::inline STRATA_TARGET
