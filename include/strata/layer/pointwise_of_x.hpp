// SPDX-License-Identifier: MIT
#pragma once
#include <strata/kernels/pointwise.hpp>
#include <strata/layer/layer.hpp>

namespace strata {

/// A layer that maps every number by itself, and whose slope is no function of y: two x may have the same y
/// and different slopes. `Map` derives from it and has two functions of a vector (any `simd<T>`):
///
///     value(x) = f(x)        slope(x) = f'(x)
///
/// Such a layer keeps x. It is fused into the layer before it in inference alone: in training that would hide
/// its x. Where y tells the slope, derive from `pointwise`.
template <class Map>
struct pointwise_of_x : layer {
    static constexpr fusion role = fusion::activation_of_x;
    template <Shape X>
    using output = X;

    template <class Phase, class T, Shape X>
    static constexpr memory needs() {
        memory m;
        m.x_in_backward = Phase::backward;
        return m;
    }
    template <class Phase, class T, Shape X>
    static void forward(const forward_args<T>& a) {
        map_values(a.x(), a.y, a.n * X::size, a.threads, [](const simd<T>& x) { return Map::value(x); });
    }
    template <class T, Shape X>
    static void backward(const backward_args<T>& a) {
        map_gradient<T>(a.dy, a.x(), a.dx(), a.add_dx(), a.n * X::size, a.threads,
                        [](const simd<T>& x) { return Map::slope(x); });
    }
};

template <class L>
concept PointwiseOfX = std::is_base_of_v<pointwise_of_x<L>, L>;

}  // namespace strata
