// SPDX-License-Identifier: MIT
#pragma once
#include <strata/kernels/drop_mask.hpp>
#include <strata/layer/layer.hpp>
#include <strata/shape/fraction.hpp>

namespace strata {

/// What the layers share that multiply by a mask m where they learn, drawn a second time in the backward
/// pass:
///
///     learning    y = m x      dx = m dy            answering   y = x
///
/// `Layer` derives from it and has `apply<X>(args, from, to, add)`: to = m from, or that added to it.
/// Refused: E10.
template <class Layer, fraction Rate>
struct drop_layer : layer {
    template <Shape X>
    using output = std::conditional_t<is_rate(Rate), X, refused<E10_rate_outside_0_1, number<Rate>>>;

    template <class Visit>
    static constexpr void settings(Visit&& visit) {
        visit("rate", number_of<Rate, double>);
    }

    template <class Phase, Shape X>
    static constexpr bool is_view = !Phase::learns;

    template <class Phase, class T, Shape X>
    static void forward(const forward_args<T>& a) {
        Layer::template apply<X>(a, a.x(), a.y, false);
    }
    template <class T, Shape X>
    static void backward(const backward_args<T>& a) {
        if (a.dx()) Layer::template apply<X>(a, a.dy, a.dx(), a.add_dx());
    }
};

}  // namespace strata
