// SPDX-License-Identifier: MIT
#pragma once
#include <strata/layer/pointwise_layer.hpp>
#include <strata/shape/fraction.hpp>

namespace strata {

/// A rectifier that lets a share of what is negative through, so that no unit is without a gradient.
///
///     forward     y = x where x > 0, else a x
///     backward    dx = dy where y > 0, else a dy
///
///     a: `Slope`, 1/100 unless stated; at least 0, or y would not tell the sign of x
///
/// (Maas, Hannun, Ng, 2013, equation 2.) PyTorch's LeakyReLU. `leaky_relu<>`, `leaky_relu<0.2>`. Keeps y;
/// fused behind the layer before it. Any shape fits. Refused: E46.
template <fraction Slope = 0.01>
struct leaky_relu : pointwise<leaky_relu<Slope>> {
    template <Shape X>
    using output = std::conditional_t<is_slope(Slope), X, refused<E46_slope_below_0, number<Slope>>>;

    template <class Visit>
    static constexpr void settings(Visit&& visit) {
        visit("slope", number_of<Slope, double>);
    }

    static constexpr bool slope_told_by_x = true;

    template <class B>
    static B value(const B& x) {
        return x * slope(x);
    }
    template <class B>
    static B slope(const B& y) {
        using T = typename B::value_type;
        return xsimd::select(y > B(T(0)), B(T(1)), B(number_of<Slope, T>));
    }
};

}  // namespace strata
