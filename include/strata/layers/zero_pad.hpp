// SPDX-License-Identifier: MIT
#pragma once
#include <strata/kernels/images/framing.hpp>
#include <strata/layer/each_sample.hpp>

namespace strata {

/// An image with P zeros on every side.
///
///     forward     y[c, i + P, j + P] = x[c, i, j], and 0 around      backward    dx[c, i, j] = dy[c, i + P, j + P]
///
///     x: [C, H, W]   y: [C, H + 2P, W + 2P]
///
/// PyTorch's ZeroPad2d(P). A convolution's own `pad<P>` does the same without a copy. Keeps nothing. Refused:
/// E04, E09.
template <int P>
struct zero_pad : layer {
private:
    template <class X>
    struct shape_rule {
        using type = refused<E04_layer_needs_an_image>;
    };
    template <int C, int H, int W>
    struct shape_rule<shape<C, H, W>> {
        using type = std::conditional_t<(P >= 0), sized<C, H + int64{2} * P, W + int64{2} * P>,
                                        refused<E09_size_not_positive>>;
    };
    template <Image X>
    static constexpr framing_extents extents{
        channels<X>, height<X> + 2 * P, width<X> + 2 * P, height<X>, width<X>, P, P};

public:
    template <Shape X>
    using output = typename shape_rule<X>::type;

    template <class Visit>
    static constexpr void settings(Visit&& visit) {
        visit("padding", P);
    }

    template <class Phase, class T, Shape X>
    static void forward(const forward_args<T>& a) {
        forward_each<X, output<X>>(a, [](const T* x, T* y, int) { put_into(extents<X>, x, y, false); });
    }
    template <class T, Shape X>
    static void backward(const backward_args<T>& a) {
        backward_each<X, output<X>>(
            a, [&](const T* dy, T* dx, int) { cut_out(extents<X>, dy, dx, a.add_dx()); });
    }
};

}  // namespace strata
