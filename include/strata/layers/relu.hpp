// SPDX-License-Identifier: MIT
#pragma once
#include <strata/kernels/floating_point.hpp>
#include <strata/layer/pointwise_layer.hpp>

namespace strata {

/// The rectifier.
///
///     forward     y = max(0, x)
///     backward    dx = dy where y > 0, else 0
///
/// (Nair and Hinton, 2010.) Any shape fits. A NaN stays a NaN.
struct relu : pointwise<relu> {
    static constexpr bool slope_told_by_x = true;

    template <class B>
    static B value(const B& x) {
        const B zero(typename B::value_type(0));
        return keep_nan(x, xsimd::select(x < zero, zero, x));
    }
    template <class B>
    static B slope(const B& y) {
        using T = typename B::value_type;
        return xsimd::select(y > B(T(0)), B(T(1)), B(T(0)));
    }
};

}  // namespace strata
