// SPDX-License-Identifier: MIT
#pragma once
#include <strata/kernels/elementary.hpp>
#include <strata/layer/pointwise_layer.hpp>

namespace strata {

/// The logistic function, which squashes a score into (0, 1).
///
///     forward     y = 1 / (1 + exp(-x))
///     backward    dx = dy y (1 - y)
///
/// (Verhulst, 1845; as a unit of a network: Rumelhart, Hinton, Williams, 1986, equation 2.) PyTorch's
/// Sigmoid. Keeps y; fused behind the layer before it. Any shape fits.
struct sigmoid : pointwise<sigmoid> {
    template <class B>
    static B value(const B& x) {
        return logistic<typename B::value_type>(x);
    }
    template <class B>
    static B slope(const B& y) {
        return y * (B(typename B::value_type(1)) - y);
    }
};

}  // namespace strata
