// SPDX-License-Identifier: MIT
#pragma once
#include <strata/layers/pointwise_of_x.hpp>

namespace strata {

/// The Gaussian error linear unit: x times the share of a normal distribution that is below x.
///
///     forward     y = x F(x)                     F(x) = erfc(-x / sqrt(2)) / 2 = (1 + erf(x / sqrt(2))) / 2
///     backward    dx = dy (F(x) + x f(x))        f(x) = exp(-x^2 / 2) / sqrt(2 pi)
///
/// (Hendrycks and Gimpel, 2016, section 2.) PyTorch's GELU. Keeps x; fused behind the layer before it in inference. Any
/// shape fits.
struct gelu : pointwise_of_x<gelu> {
    template <class B>
    static B value(const B& x) {
        return x * below(x);
    }
    template <class B>
    static B slope(const B& x) {
        using T = typename B::value_type;
        const B density = B(T(0.3989422804014327)) * xsimd::exp(B(T(-0.5)) * x * x);
        return xsimd::fma(x, density, below(x));
    }

private:
    template <class B>
    static B below(const B& x) {
        using T = typename B::value_type;
        return B(T(0.5)) * xsimd::erfc(B(T(-0.7071067811865476)) * x);
    }
};

/// The same with the share by a formula of tanh.
///
///     forward     y = x (1 + t) / 2              t = tanh(c (x + 0.044715 x^3))      c = sqrt(2 / pi)
///     backward    dx = dy ((1 + t) / 2 + x (1 - t^2) c (1 + 3 * 0.044715 x^2) / 2)
///
/// (Hendrycks and Gimpel, 2016, section 2.) PyTorch's GELU(approximate="tanh"); it is up to 5e-4 away from `gelu`. Keeps
/// x; fused behind the layer before it in inference. Any shape fits.
struct gelu_tanh : pointwise_of_x<gelu_tanh> {
    template <class B>
    static B value(const B& x) {
        const B half(typename B::value_type(0.5));
        return x * xsimd::fma(half, tangent(x), half);
    }
    template <class B>
    static B slope(const B& x) {
        using T = typename B::value_type;
        const B half(T(0.5)), one(T(1)), t = tangent(x);
        const B inner = B(T(c)) * xsimd::fma(B(T(3 * cubic)), x * x, one);
        return xsimd::fma(half * x * xsimd::fnma(t, t, one), inner, xsimd::fma(half, t, half));
    }

private:
    static constexpr double c = 0.7978845608028654, cubic = 0.044715;

    template <class B>
    static B tangent(const B& x) {
        using T = typename B::value_type;
        return xsimd::tanh(B(T(c)) * x * xsimd::fma(B(T(cubic)), x * x, B(T(1))));
    }
};

}  // namespace strata
