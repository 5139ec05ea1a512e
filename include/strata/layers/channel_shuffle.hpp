// SPDX-License-Identifier: MIT
#pragma once
#include <numeric>
#include <strata/kernels/transpose_each.hpp>
#include <strata/layer/each_sample.hpp>
#include <strata/layer/options.hpp>

namespace strata {

/// Deals the channels of G groups out in turn, so that a convolution in groups behind it reads all of the
/// groups before.
///
///     forward     y[k G + g, i] = x[g C/G + k, i]      g = 0 ... G - 1      k = 0 ... C/G - 1
///     backward    dx[g C/G + k, i] = dy[k G + g, i]
///
///     x, y: [C, ...]
///
/// (Zhang, Zhou, Lin, Sun: "ShuffleNet", 2017, section 3.1.) PyTorch's ChannelShuffle(G). Any shape fits.
/// Refused: E05 (G does not divide C), E09.
template <int G>
struct channel_shuffle : layer {
private:
    template <class X>
    static constexpr auto decide() {
        if constexpr (G < 1)
            return refused<E09_size_not_positive>{};
        else if constexpr (channels<X> % G != 0)
            return refused<E05_channels_not_divisible_by_groups, got<shape<channels<X>>>, groups<G>,
                           write_instead<channel_shuffle<std::gcd(channels<X>, G)>>>{};
        else
            return X{};
    }

public:
    template <Shape X>
    using output = decltype(decide<X>());

    template <class Phase, class T, Shape X>
    static void forward(const forward_args<T>& a) {
        forward_each<X, X>(
            a, [](const T* x, T* y, int) { transpose_each<G, channels<X> / G>(places<X>, x, y); });
    }
    template <class T, Shape X>
    static void backward(const backward_args<T>& a) {
        backward_each<X, X>(a, [&](const T* dy, T* dx, int) {
            if (a.add_dx())
                add_transpose_of_each<channels<X> / G, G>(places<X>, dy, dx);
            else
                transpose_each<channels<X> / G, G>(places<X>, dy, dx);
        });
    }
    template <class Visit>
    static constexpr void settings(Visit&& visit) {
        visit("groups", G);
    }
};

}  // namespace strata
