// SPDX-License-Identifier: MIT
#pragma once
#include <cstring>
#include <strata/layer/each_sample.hpp>

namespace strata {

/// A layer whose numbers are those of x in another order, or some of them. `Order` derives from it and says,
/// for an input X,
///
///     output<X>              the shape of y
///     run<X>                 how many numbers of y, as they lie in memory, are neighbours in x too
///     from<X>(row)           where run number `row` of y begins in a sample of x
///
/// No number of x stands in y twice. Keeps nothing.
template <class Order>
struct rearrangement : layer {
    template <class Phase, class T, Shape X>
    static void forward(const forward_args<T>& a) {
        using Y = typename Order::template output<X>;
        constexpr int64 run = Order::template run<X>;
        forward_each<X, Y>(a, [](const T* x, T* y, int) {
            for (int64 row = 0; row < Y::size / run; ++row)
                std::memcpy(y + row * run, x + Order::template from<X>(row),
                            static_cast<std::size_t>(run) * sizeof(T));
        });
    }
    template <class T, Shape X>
    static void backward(const backward_args<T>& a) {
        using Y = typename Order::template output<X>;
        constexpr int64 run = Order::template run<X>;
        backward_each_added<X, Y>(a, [](const T* dy, T* dx, int) {
            for (int64 row = 0; row < Y::size / run; ++row)
                for (int64 i = 0, to = Order::template from<X>(row); i < run; ++i)
                    dx[to + i] += dy[row * run + i];
        });
    }
};

}  // namespace strata
