// SPDX-License-Identifier: MIT
#pragma once
#include <strata/layer/pointwise_of_x.hpp>
#include <strata/layers/sigmoid.hpp>

namespace strata {

/// The sigmoid-weighted linear unit, also called swish.
///
///     forward     y = x s(x)                     s(x) = 1 / (1 + exp(-x))
///     backward    dx = dy s(x) (1 + x (1 - s(x)))
///
/// (Elfwing, Uchibe, Doya, 2018, equations 4 and 5.) PyTorch's SiLU. Keeps x; fused behind the layer before
/// it in inference. Any shape fits.
struct silu : pointwise_of_x<silu> {
    template <class B>
    static B value(const B& x) {
        return x * sigmoid::value(x);
    }
    template <class B>
    static B slope(const B& x) {
        const B one(typename B::value_type(1)), s = sigmoid::value(x);
        return s * xsimd::fma(x, one - s, one);
    }
};

}  // namespace strata
