// SPDX-License-Identifier: MIT
#pragma once
#include <strata/kernels/pooling/average_pooling.hpp>
#include <strata/layer/pooling.hpp>

namespace strata {

/// What an average over windows runs, whatever chose the window.
template <class Window>
struct average_over : layer {
    template <Shape X>
    using output = typename Window::template output<X>;
    template <Shape X>
    static constexpr auto seen = seen_by<X>(Window::template over<X>());

    /// The output's extents, written out.
    template <Shape X, class Out>
    static constexpr void formula(Out& out) {
        write_windows<X>(Window::template over<X>(), out);
    }

    template <class Phase, class T, Shape X>
    static void forward(const forward_args<T>& a) {
        forward_each<X, output<X>>(
            a, [](const T* x, T* y, int) { average_pool_forward(Window::template extents<X>(), x, y); });
    }
    template <class T, Shape X>
    static void backward(const backward_args<T>& a) {
        constexpr auto e = Window::template extents<X>();
        if constexpr (e.covers())
            backward_each<X, output<X>>(a, [add = a.add_dx()](const T* dy, T* dx, int) {
                average_pool_backward(Window::template extents<X>(), dy, dx, add);
            });
        else
            backward_each_added<X, output<X>>(a, [](const T* dy, T* dx, int) {
                average_pool_backward(Window::template extents<X>(), dy, dx);
            });
    }
};

/// The mean of each window.
///
///     forward     y[c, oy, ox] = 1/F^2 sum_{fy, fx} x[c, S oy + fy - P, S ox + fx - P]
///     backward    dx += dy / F^2 at each place of the window
///
///     x: [C, H, W]   y: [C, OH, OW]     OH = (H - F + 2P) / S + 1,  S = F unless stated
///     x: [L, C]      y: [OL, C]         over a sequence
///
/// F is a number or `window<FY, FX>`, and 1/F^2 stands for 1 by the number of its taps. Options, as `conv`
/// has them: `stride`, `pad`, `same`, `same_upper`; `padding_not_counted` (the zeros of the padding count
/// unless it is said, as in PyTorch's AvgPool2d and AvgPool1d); `round_down` or `round_up` (ceil_mode: a
/// window that sticks out beyond the padding is divided by the places that it has). Refused: E01, E02, E04,
/// E06, E09, E17, E25, E26, E66.
template <auto F = 0, class... Options>
requires WindowSize<decltype(F)>
struct average_pool : average_over<average_pooling_window<F, Options...>> {
    template <class Visit>
    static constexpr void settings(Visit&& visit) {
        average_pooling_window<F, Options...>::settings(visit);
    }
};

/// The window that covers a whole image.
struct whole_image {
    template <Image X>
    static constexpr window_pair over() {
        return {{.W = height<X>, .F = height<X>}, {.W = width<X>, .F = width<X>}};
    }
    template <Image X>
    static constexpr pooling_extents extents() {
        return {channels<X>, over<X>().rows, over<X>().columns};
    }
    template <class X>
    struct shape_rule {
        using type = refused<E04_layer_needs_an_image>;
    };
    template <Image X>
    struct shape_rule<X> {
        using type = shape<channels<X>, 1, 1>;
    };
    template <Shape X>
    using output = typename shape_rule<X>::type;
};

/// The mean of each channel (Lin, Chen, Yan: "Network in network", 2013).
///
///     forward     y[c] = 1/(H W) sum_{h, w} x[c, h, w]
///     backward    dx[c, h, w] = dy[c] / (H W)
///
///     x: [C, H, W]   y: [C, 1, 1]
///
/// PyTorch's AdaptiveAvgPool2d(1). Refused: E04.
struct global_average_pool : average_over<whole_image> {};

}  // namespace strata
