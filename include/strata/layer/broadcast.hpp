// SPDX-License-Identifier: MIT
#pragma once
#include <algorithm>
#include <array>
#include <strata/kernels/broadcast.hpp>
#include <strata/kernels/long_sums.hpp>
#include <strata/kernels/parallel.hpp>
#include <strata/kernels/pointwise.hpp>
#include <strata/layer/broadcast_shape.hpp>
#include <strata/layer/layer.hpp>
#include <utility>

namespace strata {

/// A layer that joins values number by number where an axis of one may be 1. `Join` derives from it and has
/// two functions of the K numbers x[0], x[1], ... that meet (vectors of any `simd<T>`):
///
///     value(x) = f(x[0], x[1], ...)        slope(x, k) = df / dx[k]
///
/// Keeps its inputs.
template <class Join>
struct broadcast_join : layer {
    template <Shape... X>
    using output = broadcast_shape<X...>;

    template <class Phase, class T, Shape... X>
    static constexpr memory needs() {
        memory m;
        m.x_in_backward = Phase::backward;
        return m;
    }
    template <class Phase, class T, Shape... X>
    static void forward(const forward_args<T>& a) {
        constexpr auto& e = broadcast_of<X...>;
        if constexpr (e.all_whole())
            parallel_sweep<T>(a.n * e.size, a.threads, [&](int64 i, auto lanes) {
                lanes.store(a.y + i, Join::value(numbers<T, X...>(a.inputs, {}, i)));
            });
        else
            parallel_for(a.n, a.threads, [&](int sample, int) {
                for_each_place(e, sample, [&](int64 y, const auto& x) {
                    sweep<T>(e.channels, [&](int64 c, auto lanes) {
                        lanes.store(a.y + y + c, Join::value(numbers<T, X...>(a.inputs, x, c)));
                    });
                });
            });
    }
    template <class T, Shape... X>
    static void backward(const backward_args<T>& a) {
        for (std::size_t k = 0; k < sizeof...(X); ++k)
            if (a.input_gradients[k]) backward_of<T, X...>(a, k);
    }

private:
    /// The gradient of input k.
    template <class T, Shape... X>
    static void backward_of(const backward_args<T>& a, std::size_t k) {
        constexpr auto& e = broadcast_of<X...>;
        T* const dx = a.input_gradients[k];
        if constexpr (e.all_whole())
            parallel_sweep<T>(a.n * e.size, a.threads, [&, k, dx](int64 i, auto lanes) {
                const simd<T> slope = Join::slope(numbers<T, X...>(a.inputs, {}, i), k);
                store_or_add(lanes, dx + i, lanes.load(a.dy + i) * slope, a.adds[k]);
            });
        else
            parallel_for(a.n, a.threads, [&, k, dx](int sample, int) {
                const auto& mine = e.values[k];
                if (!a.adds[k]) std::fill_n(dx + sample * mine.size, mine.size, T(0));
                for_each_place(e, sample, [&](int64 y, const auto& x) {
                    const auto term = [&](int64 c, auto lanes) {
                        return lanes.load(a.dy + y + c) * Join::slope(numbers<T, X...>(a.inputs, x, c), k);
                    };
                    T* const to = dx + x[k];
                    if (mine.one_channel)
                        *to += static_cast<T>(long_sum<T>(e.channels, term));
                    else
                        sweep<T>(e.channels, [&](int64 c, auto lanes) {
                            store_or_add(lanes, to + c, term(c, lanes), true);
                        });
                });
            });
    }
    /// The numbers that meet at channel c behind these places of the inputs.
    template <class T, Shape... X>
    static std::array<simd<T>, sizeof...(X)> numbers(const T* const* inputs,
                                                     const std::array<int64, sizeof...(X)>& x, int64 c) {
        constexpr auto& e = broadcast_of<X...>;
        return [&]<std::size_t... K>(std::index_sequence<K...>) {
            return std::array<simd<T>, sizeof...(X)>{
                (e.values[K].one_channel ? simd<T>(inputs[K][x[K]])
                                         : simd<T>::load_unaligned(inputs[K] + x[K] + c))...};
        }
        (std::index_sequence_for<X...>{});
    }
};

}  // namespace strata
