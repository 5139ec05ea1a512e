// SPDX-License-Identifier: MIT
#pragma once
#include <strata/kernels/pointwise.hpp>
#include <strata/layer/layer.hpp>

namespace strata {

/// A layer that maps every number by itself. `Map` derives from it and has two functions of a vector (any
/// `simd<T>`):
///
///     value(x) = f(x)        slope(y) = f'(x) where y = f(x)
///
/// Such a layer is fused into the convolution, dense layer or normalization before it. Where y does not tell
/// the slope, derive from `pointwise_of_x`.
template <class Map>
struct pointwise : layer {
    static constexpr fusion role = fusion::activation;
    template <Shape X>
    using output = X;

    template <class Phase, class T, Shape X>
    static constexpr memory needs() {
        memory m;
        m.y_in_backward = Phase::backward;
        return m;
    }
    template <class Phase, class T, Shape X>
    static void forward(const forward_args<T>& a) {
        map_values(a.x(), a.y, a.n * X::size, a.threads, [](const simd<T>& x) { return Map::value(x); });
    }
    template <class T, Shape X>
    static void backward(const backward_args<T>& a) {
        map_gradient<T>(a.dy, a.y, a.dx(), a.add_dx(), a.n * X::size, a.threads,
                        [](const simd<T>& y) { return Map::slope(y); });
    }
};

template <class L>
concept Pointwise = std::is_base_of_v<pointwise<L>, L>;

}  // namespace strata
