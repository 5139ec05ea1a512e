// SPDX-License-Identifier: MIT
#pragma once
#include <strata/kernels/floating_point.hpp>
#include <strata/layer/pointwise_layer.hpp>

namespace strata {

/// The rectifier with a ceiling.
///
///     forward     y = min(max(0, x), 6)
///     backward    dx = dy where 0 < y < 6, else 0
///
/// (Krizhevsky: "Convolutional deep belief networks on CIFAR-10", 2010.) PyTorch's ReLU6. Any shape fits. A
/// NaN stays a NaN.
struct relu6 : pointwise<relu6> {
    static constexpr bool slope_told_by_x = true;

    template <class B>
    static B value(const B& x) {
        using T = typename B::value_type;
        const B zero(T(0)), six(T(6));
        return keep_nan(x, xsimd::select(x < zero, zero, xsimd::select(x > six, six, x)));
    }
    template <class B>
    static B slope(const B& y) {
        using T = typename B::value_type;
        return xsimd::select((y > B(T(0))) && (y < B(T(6))), B(T(1)), B(T(0)));
    }
};

}  // namespace strata
