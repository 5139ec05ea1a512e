// SPDX-License-Identifier: MIT
#pragma once
#include <strata/kernels/pointwise.hpp>
#include <strata/layer/layer.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// Activations one behind the other. What lies between them is computed again in backward, in registers; the
/// last one's slope is told by y.
template <class First, class... Rest>
struct activation_group : layer {
    template <Shape X>
    using output = X;

    template <class Phase, class T, Shape X>
    static constexpr memory needs() {
        memory m;
        m.x_in_backward = m.y_in_backward = Phase::backward;
        return m;
    }
    template <class Phase, class T, Shape X>
    static void forward(const forward_args<T>& a) {
        map_values(a.x(), a.y, a.n * X::size, a.threads,
                   [](const simd<T>& x) { return value<First, Rest...>(x); });
    }
    template <class T, Shape X>
    static void backward(const backward_args<T>& a) {
        const T *x = a.x(), *y = a.y;
        gradient_sweep<T>(a.dy, a.dx(), a.add_dx(), a.n * X::size, a.threads, [=](int64 i, auto lanes) {
            return slope<First, Rest...>(lanes.load(x + i), lanes.load(y + i));
        });
    }

private:
    template <class Map, class... Maps, class B>
    static B value(const B& x) {
        if constexpr (sizeof...(Maps) == 0)
            return Map::value(x);
        else
            return value<Maps...>(Map::value(x));
    }
    /// y: what comes out of the last map.
    template <class Map, class... Maps, class B>
    static B slope(const B& x, const B& y) {
        if constexpr (sizeof...(Maps) == 0) {
            return Map::slope(y);
        } else {
            const B between = Map::value(x);
            return Map::slope(between) * slope<Maps...>(between, y);
        }
    }
};

}  // namespace strata::inline STRATA_TARGET
