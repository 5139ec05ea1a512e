// SPDX-License-Identifier: MIT
#pragma once
#include <strata/layers/pointwise_layer.hpp>

namespace strata {

/// The smooth rectifier.
///
///     forward     y = log(1 + exp(x)) = max(x, 0) + log(1 + exp(-|x|))
///     backward    dx = dy / (1 + exp(-x)) = dy (1 - exp(-y))
///
/// (Dugas, Bengio, Bélisle, Nadeau, Garcia, 2001, equation 4.) PyTorch's Softplus, which says y = x above 20, 2e-9 less.
/// Keeps y; fused behind the layer before it. Any shape fits.
struct softplus : pointwise<softplus> {
    template <class B>
    static B value(const B& x) {
        const B zero(typename B::value_type(0));
        return xsimd::select(x < zero, zero, x) + xsimd::log1p(xsimd::exp(-xsimd::abs(x)));
    }
    template <class B>
    static B slope(const B& y) {
        return -xsimd::expm1(-y);
    }
};

}  // namespace strata
