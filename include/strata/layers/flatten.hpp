// SPDX-License-Identifier: MIT
#pragma once
#include <strata/kernels/products/transpose.hpp>
#include <strata/layer/layer.hpp>

namespace strata {

/// An image as a vector, channel by channel: y[c H W + h W + w] = x[c, h, w], the order of PyTorch's Flatten.
///
///     x: [C, H, W]   y: [C H W]
///
/// Images lie channels last in memory, so this is where they are turned round; with one channel or one place
/// it is the same memory under another shape, and costs nothing. Any shape fits.
struct flatten : layer {
    template <Shape X>
    using output = sized<X::size>;

    template <class Phase, Shape X>
    static constexpr bool is_view = X::rank != 3 || channels<X> == 1 || places<X> == 1;

    template <class Phase, class T, Shape X>
    static void forward(const forward_args<T>& a) {
        transpose_all(a.n, a.x(), a.y, static_cast<int>(places<X>), channels<X>, false, a.threads);
    }
    template <class T, Shape X>
    static void backward(const backward_args<T>& a) {
        if (a.dx())
            transpose_all(a.n, a.dy, a.dx(), channels<X>, static_cast<int>(places<X>), a.add_dx(), a.threads);
    }
};

}  // namespace strata
