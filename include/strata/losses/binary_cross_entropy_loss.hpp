// SPDX-License-Identifier: MIT
#pragma once
#include <strata/kernels/elementary.hpp>
#include <strata/kernels/sum_of_terms.hpp>
#include <strata/losses/loss.hpp>
#include <strata/losses/number_targets.hpp>
#include <strata/metrics/binary_accuracy.hpp>

namespace strata {

/// The cross entropy of questions that are answered yes or no, each by a score of its own.
///
///     forward     L = 1/(N S) sum_{n, i} (1 - t) softplus(y) + p t softplus(-y)
///                     = 1/(N S) sum_{n, i} -(1 - t) log(1 - s(y)) - p t log s(y)
///     backward    dy[n, i] = ((1 - t) s(y) - p t s(-y)) / (N S)
///
///     s(y) = 1 / (1 + exp(-y)) = 1 - s(-y)      softplus(y) = max(y, 0) + log(1 + exp(-|y|))
///     y, t: [N, Y...], of S elements a sample; any shape fits. y: scores, no sigmoid before it
///     t: how much of a yes, in [0, 1]           p: the weight of a yes, `positive_weight`
///
/// No term is a difference, so that scores of any size keep their digits. With p = 1 an untrained network
/// gets log 2; where one answer in k is a yes, p = k - 1 gives both as much weight. PyTorch's
/// BCEWithLogitsLoss with one pos_weight for all. Throws where p is negative or no number; before training
/// where a target is not in [0, 1]. Refused: E59 (a `sigmoid` layer before it).
struct STRATA_TAGGED binary_cross_entropy_loss {
    double positive_weight = 1;

    static constexpr bool applies_sigmoid = true;
    using metrics = metric_list<binary_accuracy>;

    template <Shape Y>
    using decision = Y;
    template <Shape Y>
    using target = strata::target<real_numbers, Y>;

    /// L; leaves its gradient in dy, unless that is null.
    template <Shape Y, class T>
    double apply(const loss_args<T>& a) const {
        if (!is_finite(positive_weight) || positive_weight < 0)
            throw_error({.problem = "the weight of a yes cannot be negative",
                         .name = "positive_weight",
                         .expected = "0 or more",
                         .found = std::to_string(positive_weight)});
        const int64 n = a.n * Y::size;
        const T *const scores = a.y, *const t = a.targets[0].numbers;
        T* const dy = a.dy;
        const simd<T> zero(T(0)), one(T(1)), p(static_cast<T>(positive_weight));
        const simd<T> scale(static_cast<T>(1 / static_cast<double>(n)));
        const double sum = sum_of_terms<T>(n, a.threads, [=](int64 i, auto lanes) {
            const simd<T> y = lanes.load(scores + i), part = lanes.load(t + i);
            // the bits of the value are the same whether the gradient reads these too
            const simd<T> e = unknown(exponential<T>(-xsimd::abs(y))), yes = unknown(p * part),
                          no = unknown(one - part);
            if (dy) {
                const simd<T> likely = one / (one + e), unlikely = e * likely;
                const auto says_yes = y > zero;
                const simd<T> s = xsimd::select(says_yes, likely, unlikely),
                              rest = xsimd::select(says_yes, unlikely, likely);
                lanes.store(dy + i, scale * keep_nan(y, no * s - yes * rest));
            }
            const simd<T> large = no * xsimd::max(zero, y) + yes * xsimd::max(zero, -y);
            return keep_nan(y, large + (no + yes) * logarithm_of_one_plus<T>(e));
        });
        return sum / static_cast<double>(n);
    }

    template <Shape Y, class T>
    static void check_targets(int n, const target_view<T>* targets, const char* what, int64 first) {
        check_numbers<Y>(n, targets[0].numbers, {0, 1, "0 to 1"}, "the target is out of range", what, first);
    }

    template <class Visit>
    void settings(Visit&& visit) {
        visit("positive_weight", positive_weight);
    }
};

}  // namespace strata
