// SPDX-License-Identifier: MIT
#pragma once
#include <strata/layer/pointwise_layer.hpp>
#include <strata/layers/relu6.hpp>

namespace strata {

/// Three straight lines in place of the sigmoid.
///
///     forward     y = min(max(0, x + 3), 6) / 6
///     backward    dx = dy / 6 where 0 < y < 1, else 0
///
/// (Howard and others: "Searching for MobileNetV3", 2019, section 5.2.) PyTorch's Hardsigmoid. Any shape
/// fits. A NaN stays a NaN.
struct hard_sigmoid : pointwise<hard_sigmoid> {
    template <class B>
    static B value(const B& x) {
        using T = typename B::value_type;
        return relu6::value(x + B(T(3))) / B(T(6));
    }
    template <class B>
    static B slope(const B& y) {
        using T = typename B::value_type;
        return xsimd::select((y > B(T(0))) && (y < B(T(1))), B(T(1) / T(6)), B(T(0)));
    }
};

}  // namespace strata
