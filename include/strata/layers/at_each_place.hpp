// SPDX-License-Identifier: MIT
#pragma once
#include <strata/kernels/reductions.hpp>
#include <strata/layer/each_sample.hpp>
#include <strata/shape/window.hpp>

namespace strata {

/// A vector at each of L places: what a whole sequence is told, beside what stands at each place.
///
///     forward     y[l, d] = x[d]      backward    dx[d] = sum_l dy[l, d]
///
///     x: [D]   y: [L, D]
///
/// (Vinyals, Toshev, Bengio, Erhan, 2015; Karpathy, Fei-Fei, 2015: a picture's features beside each word.) In
/// PyTorch: x.unsqueeze(1).expand(-1, L, -1). Keeps nothing. Refused: E03 (no vector), E09.
template <int L = 0>
struct at_each_place : layer {
private:
    template <class X>
    struct shape_rule {
        using type = refused<E03_layer_needs_a_vector, expected<struct flatten, at_each_place>>;
    };
    template <int D>
    struct shape_rule<shape<D>> {
        using type = std::conditional_t<(L > 0), sized<L, D>, refused<E09_size_not_positive>>;
    };

public:
    template <Shape X>
    using output = typename shape_rule<X>::type;

    template <class Visit>
    static constexpr void settings(Visit&& visit) {
        visit("places", L);
    }

    template <class Phase, class T, Shape X>
    static void forward(const forward_args<T>& a) {
        forward_each<X, output<X>>(
            a, [](const T* x, T* y, int) { spread_of_row(x, L, X::size, T(1), y, false); });
    }
    template <class T, Shape X>
    static void backward(const backward_args<T>& a) {
        backward_each<X, output<X>>(a, [&](const T* dy, T* dx, int) {
            if (a.add_dx())
                for (int l = 0; l < L; ++l) add(dy + int64{l} * X::size, X::size, dx);
            else
                sum_to_row(dy, L, X::size, T(1), dx);
        });
    }

private:
    template <class T>
    static void add(const T* from, int64 n, T* to) {
        sweep<T>(n, [&](int64 i, auto lanes) {
            store_or_add(lanes, to + i, simd<T>(lanes.load(from + i)), true);
        });
    }
};

}  // namespace strata
