// SPDX-License-Identifier: MIT
#pragma once
#include <limits>
#include <strata/kernels/elementary.hpp>
#include <strata/losses/mean_of_elements.hpp>
#include <strata/metrics/binary_accuracy.hpp>

namespace strata {

/// The cross entropy of yes or no where nearly all answers are no: what is answered well counts little.
///
///     forward     L = 1/(N S) sum_{n, i} a m^gamma h
///     backward    dy[n, i] = a m^gamma (s - t + gamma h (1 - 2 t) s (1 - s) / m) / (N S)
///
///     s = 1 / (1 + exp(-y))                           h = -t log s - (1 - t) log(1 - s)
///     m = t (1 - s) + (1 - t) s: what is missed       a = alpha t + (1 - alpha) (1 - t); 1 where alpha < 0
///     y, t: [N, Y...], of S elements a sample; any shape fits. y: scores, no sigmoid before it; t in [0, 1]
///
/// (Lin and others: "Focal loss for dense object detection", 2017, equation 5.) torchvision's
/// sigmoid_focal_loss with the reduction "mean"; the paper divides the sum by the number of anchors with a
/// truth, which is a factor of the loss. With gamma 0 and alpha below 0 it is the binary cross entropy.
/// Throws where gamma is negative, or alpha above 1; before training where a target is not in [0, 1].
/// Refused: E59 (a `sigmoid` layer before it).
struct STRATA_TAGGED focal_loss {
    double alpha = 0.25;  ///< the weight of a yes; below 0: none has a weight
    double gamma = 2;

    static constexpr bool applies_sigmoid = true;
    using metrics = metric_list<binary_accuracy>;

    template <Shape Y>
    using decision = Y;
    template <Shape Y>
    using target = strata::target<real_numbers, Y>;

    /// L; leaves its gradient in dy, unless that is null.
    template <Shape Y, class T>
    double apply(const loss_args<T>& a) const {
        check_settings();
        const simd<T> zero(T(0)), one(T(1)), two(T(2)), power(static_cast<T>(gamma)),
            least(std::numeric_limits<T>::min()), of_yes(static_cast<T>(alpha < 0 ? 1 : alpha)),
            of_no(static_cast<T>(alpha < 0 ? 1 : 1 - alpha));
        return mean_of_elements<Y>(a, [=](const simd<T>& y, const simd<T>& t) {
            const simd<T> e = unknown(exponential<T>(-xsimd::abs(y))), likely = one / (one + e),
                          unlikely = e * likely;
            const auto says_yes = y > zero;
            const simd<T> s = xsimd::select(says_yes, likely, unlikely),
                          rest = xsimd::select(says_yes, unlikely, likely), no = one - t;
            const simd<T> entropy =
                no * xsimd::max(zero, y) + t * xsimd::max(zero, -y) + logarithm_of_one_plus<T>(e);
            // 0 has no logarithm: next to it the power is 0, and 1 where gamma is 0
            const simd<T> missed = xsimd::max(least, t * rest + no * s);
            const simd<T> factor = (of_yes * t + of_no * no) * exponential<T>(power * logarithm<T>(missed));
            const simd<T> steeper = power * entropy * (one - two * t) * (s * rest / missed);
            return value_and_slope<T>{keep_nan(y, factor * entropy),
                                      keep_nan(y, factor * (no * s - t * rest + steeper))};
        });
    }

    template <Shape Y, class T>
    static void check_targets(int n, const target_view<T>* targets, const char* what, int64 first) {
        check_numbers<Y>(n, targets[0].numbers, {0, 1, "0 to 1"}, "the target is out of range", what, first);
    }

    template <class Visit>
    void settings(Visit&& visit) {
        visit("alpha", alpha);
        visit("gamma", gamma);
    }

private:
    void check_settings() const {
        if (!is_finite(gamma) || gamma < 0)
            throw_error({.problem = "the focus of the loss cannot be negative",
                         .name = "gamma",
                         .expected = "0 or more",
                         .found = std::to_string(gamma)});
        if (!is_finite(alpha) || alpha > 1)
            throw_error({.problem = "the weight of a yes is a share",
                         .name = "alpha",
                         .expected = "0 to 1, or below 0 for none",
                         .found = std::to_string(alpha)});
    }
};

}  // namespace strata
