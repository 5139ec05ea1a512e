// SPDX-License-Identifier: MIT
#pragma once
#include <strata/losses/mean_of_elements.hpp>
#include <strata/metrics/mean_absolute_error.hpp>

namespace strata {

/// The mean distance from numbers, a parabola around 0 so that its slope does not jump there.
///
///     forward     L = 1/(N S) sum_{n, i} f(y[n, i] - t[n, i])      f(d) = d^2 / (2 beta) where |d| < beta, else |d| - beta/2
///     backward    dy[n, i] = f'(y[n, i] - t[n, i]) / (N S)         f'(d) = d / beta, or sign(d)
///
///     y, t: [N, Y...], of S elements a sample; any shape fits
///
/// (Girshick: "Fast R-CNN", 2015, equation 3, with beta 1.) PyTorch's SmoothL1Loss. Throws where beta is not
/// above 0; before training where a target is no finite number.
struct smooth_l1_loss {
    double beta = 1;

    using metrics = metric_list<mean_absolute_error>;

    template <Shape Y>
    using decision = Y;
    template <Shape Y>
    using target = strata::target<real_numbers, Y>;

    template <Shape Y, class T>
    double apply(const loss_args<T>& a) const {
        check_positive("beta", beta);
        const simd<T> b(static_cast<T>(beta)), half(static_cast<T>(beta / 2)),
            share(static_cast<T>(1 / beta)), one(T(1));
        return mean_of_elements<Y>(a, [=](const simd<T>& y, const simd<T>& t) {
            const simd<T> d = y - t, distance = xsimd::abs(d), inside = d * share;
            const auto within = distance < b;
            return value_and_slope<T>{xsimd::select(within, simd<T>(T(0.5)) * d * inside, distance - half),
                                      xsimd::select(within, inside, with_sign_of<T>(d, one))};
        });
    }

    template <Shape Y, class T>
    static void check_targets(int n, const target_view<T>* targets, const char* what, int64 first) {
        loss_of_elements::check_targets<Y>(n, targets, what, first);
    }

    template <class Visit>
    void settings(Visit&& visit) {
        visit("beta", beta);
    }
};

}  // namespace strata
