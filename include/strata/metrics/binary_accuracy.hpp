// SPDX-License-Identifier: MIT
#pragma once
#include <strata/metrics/metric.hpp>
#include <strata/metrics/totals.hpp>

namespace strata::inline STRATA_TARGET {

/// The share of questions that are answered right, by yes where the score is above 0 and no elsewhere.
///
///     accuracy = 1/(N S) sum_{n, i} [(y[n, i] > 0) = (t[n, i] > 1/2)]
///
///     y, t: [N, Y...], of S elements a sample; any shape fits. y: scores, no sigmoid before it
///     t: how much of a yes, in [0, 1]
struct binary_accuracy {
    static constexpr const char* name = "accuracy";

    template <Shape Y>
    using decision = Y;
    template <Shape Y>
    using target = strata::target<real_numbers, Y>;

    template <Shape Y, class T>
    void add(const metric_args<T>& a) {
        const int64 n = a.n * Y::size;
        const T *const y = a.y, *const t = a.targets[0].numbers;
        for (int64 i = 0; i < n; ++i) share_.right += (y[i] > T(0)) == (t[i] > T(0.5L));
        share_.answers += n;
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
