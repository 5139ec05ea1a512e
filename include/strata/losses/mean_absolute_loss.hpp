// SPDX-License-Identifier: MIT
#pragma once
#include <strata/losses/mean_of_elements.hpp>
#include <strata/metrics/mean_absolute_error.hpp>

namespace strata {

/// The mean distance from numbers: who is far off pulls no harder than who is near.
///
///     forward     L = 1/(N S) sum_{n, i} |y[n, i] - t[n, i]|
///     backward    dy[n, i] = sign(y[n, i] - t[n, i]) / (N S), and 0 where they are equal
///
///     y, t: [N, Y...], of S elements a sample; any shape fits
///
/// (Laplace, 1774.) PyTorch's L1Loss. Throws before training where a target is no finite number.
struct mean_absolute_loss : loss_of_elements {
    using metrics = metric_list<mean_absolute_error>;

    template <Shape Y, class T>
    static double apply(const loss_args<T>& a) {
        return mean_of_elements<Y>(a, [](const simd<T>& y, const simd<T>& t) {
            const simd<T> d = y - t;
            return value_and_slope<T>{xsimd::abs(d), with_sign_of<T>(d, simd<T>(T(1)))};
        });
    }
};

}  // namespace strata
