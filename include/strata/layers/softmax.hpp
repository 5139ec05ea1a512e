// SPDX-License-Identifier: MIT
#pragma once
#include <strata/kernels/softmax.hpp>
#include <strata/layer/each_sample.hpp>

namespace strata {

/// Scores as probabilities, over the channels of each place.
///
///     forward     y[c] = exp(x[c] - m) / sum_k exp(x[k] - m)      m = max_k x[k]
///     backward    dx[c] = y[c] (dy[c] - sum_k dy[k] y[k])
///
///     x, y: [C, ...]
///
/// PyTorch's Softmax(dim=1). Not before `softmax_loss`, which does it itself (E21). Keeps y. Any shape fits.
struct softmax : layer {
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
        constexpr int C = channels<X>;
        forward_each<X, X>(a, [](const T* x, T* y, int) { softmax_rows(x, y, places<X>, C); });
    }
    template <class T, Shape X>
    static void backward(const backward_args<T>& a) {
        constexpr int C = channels<X>;
        backward_each<X, X>(a, [&](const T* dy, T* dx, int sample) {
            softmax_gradient_rows(a.y + sample * X::size, dy, dx, places<X>, C, a.add_dx());
        });
    }
};

}  // namespace strata
