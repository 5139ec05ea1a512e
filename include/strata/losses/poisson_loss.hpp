// SPDX-License-Identifier: MIT
#pragma once
#include <strata/kernels/elementary.hpp>
#include <strata/losses/mean_of_elements.hpp>

namespace strata {

/// How unlikely counts are, of which the outputs are the logarithms of the rates: cars in an hour, words in a
/// line.
///
///     forward     L = 1/(N S) sum_{n, i} exp(y[n, i]) - t[n, i] y[n, i]
///     backward    dy[n, i] = (exp(y[n, i]) - t[n, i]) / (N S)
///
///     y, t: [N, Y...], of S elements a sample; any shape fits      t: 0 or more
///
/// The negative logarithm of Poisson's probability (1837) without log t!, which no parameter changes.
/// PyTorch's PoissonNLLLoss. Throws before training where a target is below 0.
struct poisson_loss : loss_of_elements {
    template <Shape Y, class T>
    static double apply(const loss_args<T>& a) {
        return mean_of_elements<Y>(a, [](const simd<T>& y, const simd<T>& t) {
            const simd<T> rate = unknown(exponential<T>(y));
            return value_and_slope<T>{rate - t * y, rate - t};
        });
    }

    template <Shape Y, class T>
    static void check_targets(int n, const target_view<T>* targets, const char* what, int64 first) {
        check_numbers<Y>(n, targets[0].numbers, {.low = 0, .text = "0 or more"}, "the count is below 0", what,
                         first);
    }
};

}  // namespace strata
