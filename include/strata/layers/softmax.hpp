// SPDX-License-Identifier: MIT
#pragma once
#include <strata/kernels/softmax.hpp>
#include <strata/layer/each_sample.hpp>
#include <strata/layer/lengths.hpp>

namespace strata {

/// Scores as probabilities, over the channels of each place.
///
///     forward     y[c] = exp(x[c] - m) / sum_k exp(x[k] - m)      m = max_k x[k]
///     backward    dx[c] = y[c] (dy[c] - sum_k dy[k] y[k])
///
///     x, y: [C, ...]
///
/// Of two values, `with<"lengths", softmax>`, the second says how many channels of each sample count, as the
/// places of a memory that its attention looks at: y is zero from there on (strata/layer/lengths.hpp).
///
/// PyTorch's Softmax(dim=1). Not before `softmax_loss`, which does it itself (E21). Keeps y. Any shape fits.
struct softmax : layer {
private:
    template <class X, class... N>
    struct rules {
        using output = refused<E41_layer_needs_a_sequence>;
    };
    template <class X, Length... N>
    struct rules<X, N...> {
        using output = X;
    };

public:
    template <Shape... X>
    using output = typename rules<X...>::output;

    template <class Phase, class T, Shape X, Shape... N>
    static constexpr memory needs() {
        memory m;
        m.y_in_backward = Phase::backward;
        return m;
    }
    template <class Phase, class T, Shape X, Length N>
    static void forward(const forward_args<T>& a) {
        constexpr int C = channels<X>;
        check_lengths(a.inputs[1], a.n, C);
        forward_each<X, X>(a, [&](const T* x, T* y, int sample) {
            const int n = static_cast<int>(a.inputs[1][sample]);
            for (int64 row = 0; row < X::size; row += C) {
                softmax_run(x + row, y + row, n, T(1));
                std::fill(y + row + n, y + row + C, T(0));
            }
        });
    }
    template <class Phase, class T, Shape X>
    static void forward(const forward_args<T>& a) {
        constexpr int C = channels<X>;
        forward_each<X, X>(a, [](const T* x, T* y, int) { softmax_rows(x, y, places<X>, C); });
    }
    template <class T, Shape X, Shape... N>
    static void backward(const backward_args<T>& a) {
        constexpr int C = channels<X>;
        backward_each<X, X>(a, [&](const T* dy, T* dx, int sample) {
            softmax_gradient_rows(a.y + sample * X::size, dy, dx, places<X>, C, a.add_dx());
        });
        if constexpr (sizeof...(N) > 0) no_gradient_of_lengths(a);
    }
};

}  // namespace strata
