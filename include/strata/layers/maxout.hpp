// SPDX-License-Identifier: MIT
#pragma once
#include <numeric>
#include <strata/kernels/floating_point.hpp>
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
        forward_each<X, output<X>>(a, [](const T* x, T* y, int) {
            for (int64 i = 0; i < X::size / K; ++i, x += K) y[i] = x[largest(x)];
        });
    }
    template <class T, Shape X>
    static void backward(const backward_args<T>& a) {
        backward_each<X, output<X>>(a, [&](const T* dy, T* dx, int sample) {
            const T* x = a.x() + sample * X::size;
            for (int64 i = 0; i < X::size / K; ++i, x += K, dx += K) {
                const int winner = largest(x);
                for (int k = 0; k < K; ++k)
                    dx[k] = (a.add_dx() ? dx[k] : T(0)) + (k == winner ? dy[i] : T(0));
            }
        });
    }

private:
    /// The first of the largest; a NaN is larger than all.
    template <class T>
    static int largest(const T* x) {
        int at = 0;
        for (int k = 1; k < K; ++k)
            if ((x[k] > x[at] || is_nan(x[k])) && !is_nan(x[at])) at = k;
        return at;
    }
};

}  // namespace strata
