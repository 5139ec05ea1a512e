// SPDX-License-Identifier: MIT
#pragma once
#include <strata/kernels/pooling/unpooling.hpp>
#include <strata/layer/each_sample.hpp>
#include <strata/shape/window.hpp>

namespace strata {

/// Every pixel at the upper left of a field of N by N zeros.
///
///     forward     y[c, N i, N j] = x[c, i, j], and 0 between      backward    dx[c, i, j] = dy[c, N i, N j]
///
///     x: [C, H, W]   y: [C, N H, N W]
///
/// In PyTorch: y = zeros; y[:, :, ::N, ::N] = x. Keeps nothing. Refused: E04, E09.
template <int N = 0>
struct bed_of_nails : layer {
private:
    template <class X>
    struct shape_rule {
        using type = refused<E04_layer_needs_an_image>;
    };
    template <int C, int H, int W>
    struct shape_rule<shape<C, H, W>> {
        using type =
            std::conditional_t<(N > 0), sized<C, int64{N} * H, int64{N} * W>, refused<E09_size_not_positive>>;
    };
    template <Image X>
    static constexpr nails_extents extents{channels<X>, height<X>, width<X>, N};

public:
    template <Shape X>
    using output = typename shape_rule<X>::type;
    template <Shape X>
    static constexpr enlargement seen{1, N};

    template <class Visit>
    static constexpr void settings(Visit&& visit) {
        visit("times", N);
    }

    template <class Phase, class T, Shape X>
    static void forward(const forward_args<T>& a) {
        forward_each<X, output<X>>(a, [](const T* x, T* y, int) { nails_forward(extents<X>, x, y); });
    }
    template <class T, Shape X>
    static void backward(const backward_args<T>& a) {
        backward_each<X, output<X>>(
            a, [&](const T* dy, T* dx, int) { nails_backward(extents<X>, dy, dx, a.add_dx()); });
    }
};

}  // namespace strata
