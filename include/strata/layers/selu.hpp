// SPDX-License-Identifier: MIT
#pragma once
#include <strata/kernels/elementary.hpp>
#include <strata/layer/pointwise_layer.hpp>

namespace strata {

/// The exponential linear unit scaled so that layers of it keep mean 0 and variance 1 by themselves.
///
///     forward     y = s x where x > 0, else s a (exp(x) - 1)
///     backward    dx = s dy where y > 0, else dy (y + s a)
///
///     a = 1.6732632423543772   s = 1.0507009873554805
///
/// (Klambauer, Unterthiner, Mayr, Hochreiter, 2017, equation 2.) Start the layers before it from
/// `xavier_normal<fan_in>`, as the paper does. PyTorch's SELU. Keeps y; fused behind the layer before it. Any
/// shape fits.
struct selu : pointwise<selu> {
    static constexpr double alpha = double(1.6732632423543772848170429916717L),
                            scale = double(1.0507009873554804934193349852946L);

    template <class B>
    static B value(const B& x) {
        using T = typename B::value_type;
        const B zero(T(0));
        return xsimd::select(
            x > zero, B(T(scale)) * x,
            B(T(scale * alpha)) * exponential_minus_one<T>(xsimd::select(x > zero, zero, x)));
    }
    template <class B>
    static B slope(const B& y) {
        using T = typename B::value_type;
        return xsimd::select(y > B(T(0)), B(T(scale)), y + B(T(scale * alpha)));
    }
};

}  // namespace strata
