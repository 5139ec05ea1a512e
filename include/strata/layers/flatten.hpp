// SPDX-License-Identifier: MIT
#pragma once
#include <strata/kernels/parallel.hpp>
#include <strata/layers/layer.hpp>

namespace strata {

/// An image as a vector, channel by channel: y[c H W + h W + w] = x[c, h, w], the order of PyTorch's Flatten.
///
///     x: [C, H, W]   y: [C H W]
///
/// Images lie channels last in memory, so this is where they are turned round; with one channel or one place it is the
/// same memory under another shape, and costs nothing. Any shape fits.
struct flatten : layer {
    template <Shape X>
    using output = shape<static_cast<int>(X::size)>;

    template <class Phase, Shape X>
    static constexpr bool is_view = X::rank != 3 || channels<X> == 1 || places<X> == 1;

    template <class Phase, class T, Shape X>
    static void forward(const forward_args<T>& a) {
        parallel_for(a.n, a.n * X::size < 65536 ? 1 : a.threads, [&](int sample, int) {
            const T* x = a.x() + sample * X::size;
            T* y = a.y + sample * X::size;
            for (int c = 0; c < channels<X>; ++c)
                for (long p = 0; p < places<X>; ++p) *y++ = x[p * channels<X> + c];
        });
    }
    template <class T, Shape X>
    static void backward(const backward_args<T>& a) {
        T* const all = a.dx();
        if (!all) return;
        parallel_for(a.n, a.n * X::size < 65536 ? 1 : a.threads, [&](int sample, int) {
            const T* dy = a.dy + sample * X::size;
            T* dx = all + sample * X::size;
            for (long p = 0; p < places<X>; ++p)
                for (int c = 0; c < channels<X>; ++c, ++dx)
                    *dx = (a.add_dx() ? *dx : T(0)) + dy[c * places<X> + p];
        });
    }
};

}  // namespace strata
