// SPDX-License-Identifier: MIT
#pragma once
#include <strata/layer/each_sample.hpp>

namespace strata {

/// N more channels, all zero, behind those of x.
///
///     forward     y[c, i] = x[c, i] for c < C, else 0      backward    dx[c, i] = dy[c, i]
///
///     x: [C, ...]   y: [C + N, ...]
///
/// The way around a block that makes more channels, without parameters (He and others, 2015, section 3.3,
/// option A). In PyTorch, for images: functional.pad(x, (0, 0, 0, 0, 0, N)). Keeps nothing. Any shape fits.
/// Refused: E09.
template <int N>
struct zero_channels : layer {
private:
    template <class X>
    struct shape_rule {
        using type = std::conditional_t<(N >= 0), sized_with_channels<X, int64{channels<X>} + N>,
                                        refused<E09_size_not_positive>>;
    };

public:
    template <Shape X>
    using output = typename shape_rule<X>::type;

    template <class Visit>
    static constexpr void settings(Visit&& visit) {
        visit("channels", N);
    }

    template <class Phase, class T, Shape X>
    static void forward(const forward_args<T>& a) {
        constexpr int C = channels<X>;
        forward_each<X, output<X>>(a, [](const T* x, T* y, int) {
            for (int64 i = 0; i < places<X>; ++i, x += C, y += C + N) {
                std::memcpy(y, x, C * sizeof(T));
                std::memset(y + C, 0, N * sizeof(T));
            }
        });
    }
    template <class T, Shape X>
    static void backward(const backward_args<T>& a) {
        constexpr int C = channels<X>;
        backward_each<X, output<X>>(a, [add = a.add_dx()](const T* dy, T* dx, int) {
            for (int64 i = 0; i < places<X>; ++i, dx += C, dy += C + N)
                if (add)
                    for (int c = 0; c < C; ++c) dx[c] += dy[c];
                else
                    std::memcpy(dx, dy, C * sizeof(T));
        });
    }
};

}  // namespace strata
