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
        forward_each<X, X>(a, [](const T* x, T* y, int) {
            for (int64 p = 0; p < places<X>; ++p, x += C, y += C) softmax_run(x, y, C, T(1));
        });
    }
    template <class T, Shape X>
    static void backward(const backward_args<T>& a) {
        constexpr int C = channels<X>;
        backward_each<X, X>(a, [&](const T* dy, T* dx, int sample) {
            const T* y = a.y + sample * X::size;
            for (int64 p = 0; p < places<X>; ++p, y += C, dy += C, dx += C)
                softmax_gradient_run(y, dy, dx, C, T(1), a.add_dx());
        });
    }
};

}  // namespace strata
