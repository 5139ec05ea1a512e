// SPDX-License-Identifier: MIT
#pragma once
#include <strata/kernels/elementary.hpp>
#include <strata/layer/pointwise_layer.hpp>

namespace strata {

/// The hyperbolic tangent, which squashes a score into (-1, 1) and leaves zero where it is.
///
///     forward     y = tanh(x)
///     backward    dx = dy (1 - y^2)
///
/// (LeCun, Bottou, Orr, Müller, "Efficient backprop", 1998, section 4.4.) PyTorch's Tanh; the name is spelled
/// out because
/// `::tanh` is a function of every program. Keeps y; fused behind the layer before it. Any shape fits.
struct hyperbolic_tangent : pointwise<hyperbolic_tangent> {
    template <class B>
    static B value(const B& x) {
        return tanh_function<typename B::value_type>(x);
    }
    template <class B>
    static B slope(const B& y) {
        return xsimd::fnma(y, y, B(typename B::value_type(1)));
    }
};

}  // namespace strata
