// SPDX-License-Identifier: MIT
#pragma once
#include <strata/layer/pointwise_of_x.hpp>
#include <strata/layers/hard_sigmoid.hpp>

namespace strata {

/// `silu` with straight lines in place of its sigmoid.
///
///     forward     y = x h(x)                     h(x) = min(max(0, x + 3), 6) / 6
///     backward    dx = dy (2 x + 3) / 6          where -3 <= x <= 3; 0 below, dy above
///
/// (Howard and others: "Searching for MobileNetV3", 2019, section 5.2.) PyTorch's Hardswish. Keeps x; fused
/// behind the layer before it in inference. Any shape fits. A NaN stays a NaN.
struct hard_swish : pointwise_of_x<hard_swish> {
    template <class B>
    static B value(const B& x) {
        return x * hard_sigmoid::value(x);
    }
    template <class B>
    static B slope(const B& x) {
        using T = typename B::value_type;
        const B three(T(3)), between = xsimd::fma(x, B(T(1) / T(3)), B(T(0.5)));
        return xsimd::select(x < -three, B(T(0)), xsimd::select(x > three, B(T(1)), between));
    }
};

}  // namespace strata
