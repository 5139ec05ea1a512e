// SPDX-License-Identifier: MIT
#pragma once
#include <strata/kernels/products/transpose.hpp>
#include <strata/layer/layer.hpp>

namespace strata {

/// Places become features and features places: behind it a dense layer mixes places (MLP-Mixer's token
/// mixing).
///
///     forward     y[d, l] = x[l, d]      backward    dx[l, d] = dy[d, l]
///
///     x: [L, D]   y: [D, L]
///
/// (Tolstikhin and others: "MLP-Mixer", 2021, equation 1.) In PyTorch: x.transpose(1, 2). Keeps nothing.
/// Refused: E41 (no sequence).
struct transposition : layer {
private:
    template <class X>
    struct shape_rule {
        using type = refused<E41_layer_needs_a_sequence>;
    };
    template <int L, int D>
    struct shape_rule<shape<L, D>> {
        using type = shape<D, L>;
    };

public:
    template <Shape X>
    using output = typename shape_rule<X>::type;

    template <class Phase, class T, Shape X>
    static void forward(const forward_args<T>& a) {
        transpose_all(a.n, a.x(), a.y, X::extents[0], X::extents[1], false, a.threads);
    }
    template <class T, Shape X>
    static void backward(const backward_args<T>& a) {
        if (a.dx()) transpose_all(a.n, a.dy, a.dx(), X::extents[1], X::extents[0], a.add_dx(), a.threads);
    }
};

}  // namespace strata
