// SPDX-License-Identifier: MIT
#pragma once
#include <numeric>
#include <strata/kernels/largest_of_neighbours.hpp>
#include <strata/layer/each_sample.hpp>
#include <strata/layer/options.hpp>

namespace strata {

/// The largest of every K neighbouring channels: as many pieces of a convex function that is learned.
///
///     forward     y[c, i] = max_k x[K c + k, i]
///     backward    dx[K c + k, i] = dy[c, i] at the first k with x[K c + k, i] = y[c, i], else 0
///
///     x: [C, ...]   y: [C / K, ...]
///
/// (Goodfellow, Warde-Farley, Mirza, Courville, Bengio, 2013, equation 1.) In PyTorch:
/// x.unflatten(1, (-1, K)).max(2).values. Keeps x. Refused: E05 (K does not divide C), E09.
template <int K>
struct maxout : layer {
private:
    template <Shape X>
    struct rules {
        static constexpr int C = channels<X>;
        static constexpr auto decide() {
            if constexpr (K < 1)
                return refused<E09_size_not_positive>{};
            else if constexpr (C % K != 0)
                return refused<E05_channels_not_divisible_by_groups, got<shape<C>>, groups_of<K>,
                               write_instead<maxout<std::gcd(C, K)>>>{};
            else
                return with_channels<X, C / K>{};
        }
    };

public:
    template <Shape X>
    using output = decltype(rules<X>::decide());

    template <class Visit>
    static constexpr void settings(Visit&& visit) {
        visit("pieces", K);
    }

    template <class Phase, class T, Shape X>
    static constexpr memory needs() {
        memory m;
        m.x_in_backward = Phase::backward;
        return m;
    }
    template <class Phase, class T, Shape X>
    static void forward(const forward_args<T>& a) {
        // channels lie last, so that every K neighbours in memory are one maximum
        forward_each<X, output<X>>(
            a, [](const T* x, T* y, int) { largest_of_neighbours<K>(x, X::size / K, y); });
    }
    template <class T, Shape X>
    static void backward(const backward_args<T>& a) {
        backward_each<X, output<X>>(a, [&](const T* dy, T* dx, int sample) {
            gradient_of_largest<K>(a.x() + sample * X::size, dy, X::size / K, dx, a.add_dx());
        });
    }
};

}  // namespace strata
