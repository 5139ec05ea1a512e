// SPDX-License-Identifier: MIT
#pragma once
#include <strata/kernels/elementary.hpp>
#include <strata/layer/pointwise_of_x.hpp>

namespace strata {

/// The Gaussian error linear unit: x times the share of a normal distribution that is below x.
///
///     forward     y = x F(x)                     F(x) = erfc(-x / sqrt(2)) / 2 = (1 + erf(x / sqrt(2))) / 2
///     backward    dx = dy (F(x) + x f(x))        f(x) = exp(-x^2 / 2) / sqrt(2 pi)
///
/// (Hendrycks and Gimpel, 2016, section 2.) PyTorch's GELU. Keeps x; fused behind the layer before it in
/// inference. Any shape fits.
struct gelu : pointwise_of_x<gelu> {
    template <class B>
    static B value(const B& x) {
        using T = typename B::value_type;
        // both sides of 0 from the tail: nothing cancels, and -infinity becomes 0
        const auto of = normal<T>(x);
        return keep_nan(x, xsimd::fnma(B(T(0.7071067811865476L)) * of.size, of.tail, xsimd::max(B(T(0)), x)));
    }
    template <class B>
    static B slope(const B& x) {
        using T = typename B::value_type;
        const auto erfc = normal<T>(x);
        const B density = B(T(0.3989422804014327L)) * erfc.gaussian;
        return xsimd::fma(x, density, B(T(0.5L)) * erfc.value);
    }

private:
    template <class T>
    static complementary_error_function<T> normal(const simd<T>& x) {
        return complementary_error_function<T>(simd<T>(T(-0.7071067811865476L)) * x);
    }
};

/// The same with the share by a formula of tanh.
///
///     forward     y = x (1 + t) / 2              t = tanh(c (x + 0.044715 x^3))      c = sqrt(2 / pi)
///     backward    dx = dy ((1 + t) / 2 + x (1 - t^2) c (1 + 3 * 0.044715 x^2) / 2)
///
/// (Hendrycks and Gimpel, 2016, section 2.) PyTorch's GELU(approximate="tanh"); it is up to 5e-4 away from
/// `gelu`. Keeps x; fused behind the layer before it in inference. Any shape fits.
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
    static constexpr double c = double(0.7978845608028654L), cubic = double(0.044715L);

    template <class B>
    static B tangent(const B& x) {
        using T = typename B::value_type;
        return tanh_function<T>(B(T(c)) * x * xsimd::fma(B(T(cubic)), x * x, B(T(1))));
    }
};

}  // namespace strata
