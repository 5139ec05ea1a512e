// SPDX-License-Identifier: MIT
#pragma once
#include <strata/kernels/long_sums.hpp>
#include <strata/metrics/metric.hpp>
#include <strata/metrics/totals.hpp>

namespace strata::inline STRATA_TARGET {

/// How far the answers are from numbers, in their unit.
///
///     error = 1/(N S) sum_{n, i} |y[n, i] - t[n, i]|
///
///     y, t: [N, Y...], of S elements a sample; any shape fits
struct mean_absolute_error {
    static constexpr const char* name = "mean_absolute_error";

    template <Shape Y>
    using decision = Y;
    template <Shape Y>
    using target = strata::target<real_numbers, Y>;

    template <Shape Y, class T>
    void add(const metric_args<T>& a) {
        add_in_order(mean_.sum, a.n, Y::size, a.threads, [&](int n) {
            const T *const y = a.y + n * Y::size, *const t = a.targets[0].numbers + n * Y::size;
            return long_sum<T>(Y::size, [=](int64 i, auto lanes) {
                return xsimd::abs(lanes.load(y + i) - lanes.load(t + i));
            });
        });
        mean_.count += a.n * Y::size;
    }
    [[nodiscard]] double value() const { return mean_.value(); }

    template <class Visit>
    void state(Visit&& visit) {
        mean_.state(visit);
    }

private:
    running_mean mean_;
};

}  // namespace strata::inline STRATA_TARGET
