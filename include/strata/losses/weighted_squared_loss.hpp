// SPDX-License-Identifier: MIT
#pragma once
#include <strata/kernels/cross_entropy.hpp>
#include <strata/losses/loss.hpp>
#include <strata/losses/number_targets.hpp>

namespace strata {

/// The squared distance from numbers that do not all count as much, or of which some are not known.
///
///     forward     L = 1/N sum_n ( sum_i w[n, i] (y[n, i] - t[n, i])^2 / W[n] )          W[n] = sum_i w[n, i]
///     backward    dy[n, i] = 2 w[n, i] (y[n, i] - t[n, i]) / (N W[n])
///
///     y, t, w: [N, Y...], any shape fits. Two target arrays: t, then w >= 0
///
/// The weights compare the elements of one sample, and are divided by their own sum: whatever they add up to,
/// all samples count the same, so that L is the mean of the losses of single samples. (Divided by the sum of
/// the whole batch it would not be, and a sample would count more beside light ones than beside heavy ones.
/// What a whole sample weighs is told by the set.) A sample whose weights are all 0 has the loss 0 and moves
/// nothing; t may be any finite number where w is 0. Equal weights give `mean_squared_loss`. Throws
/// before training where a target is no finite number, or a weight is none or below 0.
struct weighted_squared_loss {
    template <Shape Y>
    using decision = Y;
    template <Shape Y>
    using target = several_targets<strata::target<real_numbers, Y>, strata::target<real_numbers, Y>>;

    /// L; leaves its gradient in dy, unless that is null.
    template <Shape Y, class T>
    static double apply(const loss_args<T>& a) {
        constexpr int size = static_cast<int>(Y::size);
        const double sum = sum_over_rows<double>(a.n, size, a.threads, [&](slice samples) {
            double of_slice = 0;
            for (int64 n = samples.begin; n < samples.end; ++n)
                of_slice += of_sample(size, a.y + n * size, a.targets[0].numbers + n * size,
                                      a.targets[1].numbers + n * size, a.dy ? a.dy + n * size : nullptr, a.n);
            return of_slice;
        });
        return sum / static_cast<double>(a.n);
    }

    template <Shape Y, class T>
    static void check_targets(int n, const target_view<T>* targets, const char* what, int64 first) {
        check_numbers<Y>(n, targets[0].numbers, {}, "the target is no finite number", what, first);
        check_numbers<Y>(n, targets[1].numbers, {.low = 0, .text = "0 or more"}, "the weight is out of range",
                         what, first);
    }

private:
    template <class T>
    static double of_sample(int64 size, const T* y, const T* t, const T* w, T* dy, int samples) {
        const double weights = long_sum<T>(size, [=](int64 i, auto lanes) { return lanes.load(w + i); });
        const double share = weights > 0 ? 1 / weights : 0;
        const simd<T> scale(static_cast<T>(2 * share / samples));
        return share * long_sum<T>(size, [=](int64 i, auto lanes) {
                   const simd<T> apart = lanes.load(y + i) - lanes.load(t + i),
                                 pull = unknown(lanes.load(w + i) * apart);
                   if (dy) lanes.store(dy + i, pull * scale);
                   return pull * apart;
               });
    }
};

}  // namespace strata
