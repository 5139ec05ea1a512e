// SPDX-License-Identifier: MIT
#pragma once
#include <strata/kernels/images/resampling.hpp>
#include <strata/layer/each_sample.hpp>
#include <strata/shape/window.hpp>

namespace strata {

/// What `upsample` and `bilinear_upsample` run.
template <int K, bool Bilinear>
struct larger_image : layer {
private:
    template <class X>
    struct shape_rule {
        using type = refused<E04_layer_needs_an_image>;
    };
    template <int C, int H, int W>
    struct shape_rule<shape<C, H, W>> {
        using type =
            std::conditional_t<(K > 0), sized<C, int64{H} * K, int64{W} * K>, refused<E09_size_not_positive>>;
    };
    template <Image X>
    static constexpr resampling_extents<K, Bilinear> extents{channels<X>, height<X>, width<X>};

public:
    template <Shape X>
    using output = typename shape_rule<X>::type;

    template <Shape X>
    static constexpr enlargement seen{Bilinear ? 2 : 1, K};

    template <class Visit>
    static constexpr void settings(Visit&& visit) {
        visit("times", K);
    }

    template <class Phase, class T, Shape X>
    static void forward(const forward_args<T>& a) {
        forward_each<X, output<X>>(a, [](const T* x, T* y, int) { upsample_forward(extents<X>, x, y); });
    }
    template <class T, Shape X>
    static void backward(const backward_args<T>& a) {
        backward_each_added<X, output<X>>(
            a, [](const T* dy, T* dx, int) { upsample_backward(extents<X>, dy, dx); });
    }
};

/// Every pixel as K by K pixels.
///
///     forward     y[c, K i + a, K j + b] = x[c, i, j]                   0 <= a, b < K
///     backward    dx[c, i, j] = sum_{a, b} dy[c, K i + a, K j + b]
///
///     x: [C, H, W]   y: [C, K H, K W]
///
/// (Nearest neighbour.) PyTorch's Upsample(scale_factor=K). Keeps nothing. Refused: E04, E09.
template <int K>
struct upsample : larger_image<K, false> {};

/// K times as many pixels, on straight lines between those that there are.
///
///     forward     y[c, i, j] = sum_{r, s} a[i, r] a[j, s] x[c, r, s]     a[i, r] = max(0, 1 - |p - r|)
///                 p = (i + 1/2) / K - 1/2, held inside the image
///     backward    dx[c, r, s] = sum_{i, j} a[i, r] a[j, s] dy[c, i, j]
///
///     x: [C, H, W]   y: [C, K H, K W]
///
/// PyTorch's Upsample(scale_factor=K, mode="bilinear"), corners not aligned. Keeps nothing. Refused: E04,
/// E09.
template <int K>
struct bilinear_upsample : larger_image<K, true> {};

}  // namespace strata
