// SPDX-License-Identifier: MIT
#pragma once
#include <strata/losses/mean_of_elements.hpp>
#include <strata/metrics/mean_absolute_error.hpp>

namespace strata {

/// Half the squared distance from numbers where it is small, and where it is large a line that goes on with
/// the same slope: outliers pull with a limited force.
///
///     forward     L = 1/(N S) sum_{n, i} f(y[n, i] - t[n, i])      f(d) = d^2 / 2 where |d| <= delta, else delta (|d| - delta/2)
///     backward    dy[n, i] = f'(y[n, i] - t[n, i]) / (N S)         f'(d) = d, or delta sign(d)
///
///     y, t: [N, Y...], of S elements a sample; any shape fits
///
/// (Huber: "Robust estimation of a location parameter", 1964, equation 1.5.) PyTorch's HuberLoss. Throws
/// where delta is not above 0; before training where a target is no finite number.
struct huber_loss {
    double delta = 1;

    using metrics = metric_list<mean_absolute_error>;

    template <Shape Y>
    using decision = Y;
    template <Shape Y>
    using target = strata::target<real_numbers, Y>;

    template <Shape Y, class T>
    double apply(const loss_args<T>& a) const {
        check_positive("delta", delta);
        const simd<T> limit(static_cast<T>(delta)), half(T(0.5));
        return mean_of_elements<Y>(a, [=](const simd<T>& y, const simd<T>& t) {
            const simd<T> d = y - t, distance = xsimd::abs(d);
            const auto within = distance <= limit;
            return value_and_slope<T>{xsimd::select(within, half * d * d, limit * (distance - half * limit)),
                                      xsimd::select(within, d, with_sign_of<T>(d, limit))};
        });
    }

    template <Shape Y, class T>
    static void check_targets(int n, const target_view<T>* targets, const char* what, int64 first) {
        loss_of_elements::check_targets<Y>(n, targets, what, first);
    }

    template <class Visit>
    void settings(Visit&& visit) {
        visit("delta", delta);
    }
};

}  // namespace strata
