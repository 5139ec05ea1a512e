// SPDX-License-Identifier: MIT
#pragma once
#include <strata/kernels/sum_of_terms.hpp>
#include <strata/losses/loss.hpp>
#include <strata/losses/number_targets.hpp>
#include <strata/metrics/mean_absolute_error.hpp>

namespace strata {

/// The mean squared distance from numbers: what a regression is trained with.
///
///     forward     L = 1/(N S) sum_{n, i} (y[n, i] - t[n, i])^2
///     backward    dy[n, i] = 2 (y[n, i] - t[n, i]) / (N S)
///
///     y, t: [N, Y...], of S elements a sample; any shape fits
///
/// (Gauss, 1809, "Theoria motus", book 2, section 3: least squares.) PyTorch's MSELoss, the mean over all
/// elements. Throws before training where a target is no finite number.
struct mean_squared_loss {
    using metrics = metric_list<mean_absolute_error>;

    template <Shape Y>
    using decision = Y;
    template <Shape Y>
    using target = strata::target<real_numbers, Y>;

    /// L; leaves its gradient in dy, unless that is null.
    template <Shape Y, class T>
    static double apply(const loss_args<T>& a) {
        const int64 n = a.n * Y::size;
        const T *const y = a.y, *const t = a.targets[0].numbers;
        T* const dy = a.dy;
        const simd<T> scale(static_cast<T>(2 / static_cast<double>(n)));
        const double sum = sum_of_terms<T>(n, a.threads, [=](int64 i, auto lanes) {
            const simd<T> apart = lanes.load(y + i) - lanes.load(t + i);
            if (dy) lanes.store(dy + i, apart * scale);
            return apart * apart;
        });
        return sum / static_cast<double>(n);
    }

    template <Shape Y, class T>
    static void check_targets(int n, const target_view<T>* targets, const char* what, int64 first) {
        check_numbers<Y>(n, targets[0].numbers, {}, "the target is no finite number", what, first);
    }
};

}  // namespace strata
