// SPDX-License-Identifier: MIT
#pragma once
#include <strata/kernels/images/framing.hpp>
#include <strata/layer/each_sample.hpp>
#include <strata/shape/window.hpp>

namespace strata {

/// The middle of an image; where what is left out is odd, the larger part of it is below and to the right.
///
///     forward     y[c, i, j] = x[c, i + t, j + l]      t = floor((H - OH) / 2)   l = floor((W - OW) / 2)
///     backward    dx[c, i + t, j + l] = dy[c, i, j], and 0 around
///
///     x: [C, H, W]   y: [C, OH, OW]
///
/// (Ronneberger, Fischer, Brox, 2015, crops so what its skips carry.) In PyTorch: x[:, :, t:t+OH, l:l+OW].
/// Keeps nothing. Refused: E02 (it is larger than the image), E04, E09.
template <int OH, int OW>
struct crop : layer {
private:
    template <class X>
    struct shape_rule {
        using type = refused<E04_layer_needs_an_image>;
    };
    template <int C, int H, int W>
    struct shape_rule<shape<C, H, W>> {
        static constexpr bool by_row = OH > H;
        using larger = refused<
            E02_window_larger_than_input,
            window_rule<by_row ? along::height : along::width, (by_row ? H : W), (by_row ? OH : OW), 0, 0, 1>,
            write_instead<>>;
        using type = std::conditional_t<(OH < 1 || OW < 1), refused<E09_size_not_positive>,
                                        std::conditional_t<(OH <= H && OW <= W), shape<C, OH, OW>, larger>>;
    };
    template <Image X>
    static constexpr framing_extents extents{channels<X>,          height<X>,          width<X>, OH, OW,
                                             (height<X> - OH) / 2, (width<X> - OW) / 2};

public:
    template <Shape X>
    using output = typename shape_rule<X>::type;

    template <class Visit>
    static constexpr void settings(Visit&& visit) {
        visit("height", OH);
        visit("width", OW);
    }

    template <class Phase, class T, Shape X>
    static void forward(const forward_args<T>& a) {
        forward_each<X, output<X>>(a, [](const T* x, T* y, int) { cut_out(extents<X>, x, y, false); });
    }
    template <class T, Shape X>
    static void backward(const backward_args<T>& a) {
        backward_each<X, output<X>>(
            a, [&](const T* dy, T* dx, int) { put_into(extents<X>, dy, dx, a.add_dx()); });
    }
};

}  // namespace strata
