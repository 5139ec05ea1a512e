// SPDX-License-Identifier: MIT
#pragma once
/// What losses share that look at each number by itself.
#include <strata/kernels/sum_of_terms.hpp>
#include <strata/losses/loss.hpp>
#include <strata/losses/number_targets.hpp>

namespace strata::inline STRATA_TARGET {

/// A number and its derivative.
template <class T>
struct value_and_slope {
    simd<T> value, slope;
};

/// L = 1/(N S) sum_{n, i} f(y[n, i], t[n, i]); leaves its gradient in dy, unless that is null.
/// `f(y, t) -> value_and_slope`, the slope along y.
template <Shape Y, class T, class F>
double mean_of_elements(const loss_args<T>& a, F&& f) {
    const int64 n = a.n * Y::size;
    const T *const y = a.y, *const t = a.targets[0].numbers;
    T* const dy = a.dy;
    const simd<T> scale(static_cast<T>(1 / static_cast<double>(n)));
    const double sum = sum_of_terms<T>(n, a.threads, [=](int64 i, auto lanes) {
        const value_and_slope<T> at = f(lanes.load(y + i), lanes.load(t + i));
        if (dy) lanes.store(dy + i, at.slope * scale);
        return unknown(at.value);  // the same bits whether there is a gradient
    });
    return sum / static_cast<double>(n);
}

/// `size` with the sign of d: 0 where d is 0, a NaN where it is one.
template <class T>
[[gnu::always_inline]] inline simd<T> with_sign_of(const simd<T>& d, const simd<T>& size) {
    const simd<T> zero(T(0));
    return keep_nan(d, xsimd::select(d > zero, size, xsimd::select(d < zero, -size, d)));
}

/// Throws where a number of a loss is not above 0.
[[gnu::cold]] inline void check_positive(const char* name, double number) {
    if (!is_finite(number) || number <= 0)
        throw_error({.problem = "the number of the loss has to be above 0",
                     .name = name,
                     .expected = "a number above 0",
                     .found = std::to_string(number)});
}

/// Throws where a number of a loss is below 0.
[[gnu::cold]] inline void check_not_negative(const char* name, double number) {
    if (!is_finite(number) || number < 0)
        throw_error({.problem = "the number of the loss cannot be negative",
                     .name = name,
                     .expected = "0 or more",
                     .found = std::to_string(number)});
}

/// What such losses say of their outputs and targets: any shape, a finite number for each element.
struct loss_of_elements {
    template <Shape Y>
    using decision = Y;
    template <Shape Y>
    using target = strata::target<real_numbers, Y>;

    template <Shape Y, class T>
    static void check_targets(int n, const target_view<T>* targets, const char* what, int64 first) {
        check_numbers<Y>(n, targets[0].numbers, {}, "the target is no finite number", what, first);
    }
};

}  // namespace strata::inline STRATA_TARGET
