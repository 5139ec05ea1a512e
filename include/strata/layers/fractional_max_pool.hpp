// SPDX-License-Identifier: MIT
#pragma once
#include <algorithm>
#include <strata/kernels/pooling/fractional_pooling.hpp>
#include <strata/kernels/pooling/max_pooling.hpp>
#include <strata/layer/each_sample.hpp>
#include <strata/shape/window.hpp>

namespace strata {

/// Max pooling to an image of any smaller size: OH by OW windows of F by F, whose distances vary at random.
///
///     forward     y[c, oy, ox] = max_{fy, fx} x[c, i(oy) + fy, j(ox) + fx]
///                 i(o) = floor(a (o + u)) - floor(a u)      a = (H - F) / (OH - 1)      the last one at H - F; j likewise
///     backward    dx at the place that won += dy      (the first where several are equal)
///
///     x: [C, H, W]   y: [C, OH, OW]      u: in [0, 1)
///
/// (Graham, "Fractional max-pooling", 2014, section 2: pseudorandom, overlapping.) In training two numbers u
/// are drawn for each sample, one for the rows and one for the columns, and all channels share them
/// (PyTorch's FractionalMaxPool2d draws them for each channel); in inference both are 1/2. Keeps which tap
/// won; the regions are computed again in backward. Refused: E02 (F + OH - 1 places, which windows at least a
/// place apart span, do not fit), E04, E09.
template <int F = 0, int OH = 0, int OW = 0>
struct fractional_max_pool : layer {
private:
    using index = std::conditional_t<(F <= 15), std::uint8_t, std::int32_t>;

    template <class X>
    struct shape_rule {
        using type = refused<E04_layer_needs_an_image>;
    };
    template <int C, int H, int W>
    struct shape_rule<shape<C, H, W>> {
        /// What n windows at least a place apart span.
        static constexpr int span(int64 n) { return static_cast<int>(std::min(F + n - 1, most_elements)); }
        static constexpr bool by_row = span(OH) > H;
        using too_many = refused<E02_window_larger_than_input,
                                 window_rule<by_row ? along::height : along::width, (by_row ? H : W),
                                             span(by_row ? OH : OW), 0, 0, 1>,
                                 write_instead<>>;
        using type =
            std::conditional_t<(F < 1 || OH < 1 || OW < 1), refused<E09_size_not_positive>,
                               std::conditional_t<by_row || (span(OW) > W), too_many, shape<C, OH, OW>>>;
    };
    /// The regions of a sample.
    template <Image X, class T>
    static fractional_extents extents(const pass_args<T>& a, int sample) {
        fractional_extents e{channels<X>, {.W = height<X>, .F = F}, {.W = width<X>, .F = F}, OH, OW};
        if (a.learns) {
            e.u_rows = a.random.uniform(2 * static_cast<std::uint64_t>(sample));
            e.u_columns = a.random.uniform(2 * static_cast<std::uint64_t>(sample) + 1);
        }
        return e;
    }

public:
    template <Shape X>
    using output = typename shape_rule<X>::type;

    template <class Visit>
    static constexpr void settings(Visit&& visit) {
        visit("window", F);
        visit("height", OH);
        visit("width", OW);
    }

    template <class Phase, class T, Shape X>
    static constexpr memory needs() {
        memory m;
        if constexpr (Phase::backward) m.kept_per_sample = output<X>::size * int64(sizeof(index));
        return m;
    }
    template <class Phase, class T, Shape X>
    static void forward(const forward_args<T>& a) {
        forward_each<X, output<X>>(a, [&](const T* x, T* y, int sample) {
            index* argmax = nullptr;
            if constexpr (Phase::backward)
                argmax = reinterpret_cast<index*>(a.kept_per_sample) + sample * output<X>::size;
            max_pool_forward(extents<X>(a, sample), x, y, argmax);
        });
    }
    template <class T, Shape X>
    static void backward(const backward_args<T>& a) {
        backward_each_added<X, output<X>>(a, [&](const T* dy, T* dx, int sample) {
            max_pool_backward<T>(extents<X>(a, sample),
                                 reinterpret_cast<const index*>(a.kept_per_sample) + sample * output<X>::size,
                                 dx, int64(width<X>) * channels<X>,
                                 [dy](int64 i, auto lanes) { return lanes.load(dy + i); });
        });
    }
};

}  // namespace strata
