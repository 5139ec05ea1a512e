// SPDX-License-Identifier: MIT
#pragma once
#include <strata/kernels/elementary.hpp>
#include <strata/layer/pointwise_layer.hpp>
#include <strata/shape/fraction.hpp>

namespace strata {

/// The exponential linear unit: the identity above zero, and below it a curve that flattens out at -a.
///
///     forward     y = x where x > 0, else a (exp(x) - 1)
///     backward    dx = dy where y > 0, else dy (y + a)
///
///     a: `Alpha`, 1 unless stated; at least 0, or y would not tell the sign of x
///
/// (Clevert, Unterthiner, Hochreiter, 2016, equation 15.) PyTorch's ELU. `elu<>`, `elu<0.5>`. Keeps y; fused
/// behind the layer before it. Any shape fits. Refused: E46.
template <fraction Alpha = 1.0>
struct elu : pointwise<elu<Alpha>> {
    template <Shape X>
    using output = std::conditional_t<is_slope(Alpha), X, refused<E46_slope_below_0, number<Alpha>>>;

    template <class Visit>
    static constexpr void settings(Visit&& visit) {
        visit("alpha", number_of<Alpha, double>);
    }

    template <class B>
    static B value(const B& x) {
        using T = typename B::value_type;
        const B zero(T(0));
        return xsimd::select(
            x > zero, x, B(number_of<Alpha, T>) * exponential_minus_one<T>(xsimd::select(x > zero, zero, x)));
    }
    template <class B>
    static B slope(const B& y) {
        using T = typename B::value_type;
        return xsimd::select(y > B(T(0)), B(T(1)), y + B(number_of<Alpha, T>));
    }
};

}  // namespace strata
