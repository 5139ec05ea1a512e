// SPDX-License-Identifier: MIT
#pragma once
#include <strata/kernels/elementary.hpp>
#include <strata/layer/pointwise_layer.hpp>

namespace strata {

/// The smooth rectifier.
///
///     forward     y = log(1 + exp(x)) = max(x, 0) + log(1 + exp(-|x|))
///     backward    dx = dy / (1 + exp(-x)) = dy (1 - exp(-y))
///
/// (Dugas, Bengio, Bélisle, Nadeau, Garcia, 2001, equation 4.) PyTorch's Softplus, which says y = x above 20,
/// 2e-9 less. Keeps y; fused behind the layer before it. Any shape fits.
struct softplus : pointwise<softplus> {
    template <class B>
    static B value(const B& x) {
        using T = typename B::value_type;
        const B zero(T(0));
        return xsimd::select(x < zero, zero, x) + logarithm_of_one_plus<T>(exponential<T>(-xsimd::abs(x)));
    }
    template <class B>
    static B slope(const B& y) {
        return -exponential_minus_one<typename B::value_type>(-y);
    }
};

}  // namespace strata
