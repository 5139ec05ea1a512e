// SPDX-License-Identifier: MIT
#pragma once
#include <algorithm>
#include <array>
#include <strata/kernels/broadcast.hpp>
#include <strata/kernels/parallel.hpp>
#include <strata/kernels/pointwise.hpp>
#include <strata/layer/broadcast_shape.hpp>
#include <strata/layer/layer.hpp>
#include <type_traits>
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
            parallel_sweep<T>(a.n * e.size, a.threads,
                              [x = whole<X...>(a.inputs), y = a.y](int64 i, auto lanes) {
                                  lanes.store(y + i, Join::value(numbers<T>(x, i)));
                              });
        else
            parallel_for(a.n, threads_for(a.n * e.size, a.threads), [&](int sample, int) {
                T* const y = a.y + sample * e.size;
                rooms<T, X...> room;
                for_channels<T>(e.size / e.channels, e.channels, [&](int64, int64, auto&& blocks) {
                    blocks([&](const place_block& b) {
                        const auto x = read<T, X...>(a.inputs, sample, b, room);
                        sweep<T>(b.elements(), [&](int64 i, auto lanes) {
                            lanes.store(y + b.place * e.channels + b.channel + i,
                                        Join::value(numbers<T>(x, i)));
                        });
                    });
                });
            });
    }
    template <class T, Shape... X>
    static void backward(const backward_args<T>& a) {
        constexpr auto& e = broadcast_of<X...>;
        if constexpr (e.all_whole()) {
            for (std::size_t k = 0; k < sizeof...(X); ++k)
                if (T* const dx = a.input_gradients[k])
                    parallel_sweep<T>(
                        a.n * e.size, a.threads,
                        [x = whole<X...>(a.inputs), dy = a.dy, k, dx, add = a.adds[k]](int64 i, auto lanes) {
                            const simd<T> slope = Join::slope(numbers<T>(x, i), k);
                            store_or_add(lanes, dx + i, lanes.load(dy + i) * slope, add);
                        });
        } else {
            parallel_for(a.n, threads_for(a.n * e.size, a.threads),
                         [&](int sample, int) { backward_of<T, X...>(a, sample); });
        }
    }

private:
    template <Shape... X>
    static constexpr std::size_t count = sizeof...(X);
    /// Room for a block of each value.
    template <class T, Shape... X>
    using rooms = T[count<X...>][most_read_together<T> + slack_elements];

    /// The gradients of a sample: all of them block by block, so that what they read is read once.
    template <class T, Shape... X>
    static void backward_of(const backward_args<T>& a, int sample) {
        constexpr auto& e = broadcast_of<X...>;
        const auto each = [&](auto&& body) {
            [&]<std::size_t... K>(std::index_sequence<K...>) {
                const auto wanted = [&](auto k, T* dx) {
                    if (dx) body(k, dx + sample * e.values[k].size);
                };
                (wanted(std::integral_constant<std::size_t, K>{}, a.input_gradients[K]), ...);
            }
            (std::index_sequence_for<X...>{});
        };
        each([&](auto k, T* dx) {
            if (e.how(k) != reading::whole && !a.adds[k]) std::fill_n(dx, e.values[k].size, T(0));
        });
        rooms<T, X...> room;
        T terms[most_read_together<T> + slack_elements];
        for_channels<T>(e.size / e.channels, e.channels, [&](int64 left, int64 right, auto&& blocks) {
            std::array<sums_of_places<T>, count<X...>> sums{
                ((void)sizeof(X), sums_of_places<T>(right - left))...};
            blocks([&](const place_block& b) {
                const auto x = read<T, X...>(a.inputs, sample, b, room);
                const int64 at = b.place * e.channels + b.channel;
                const T* const dy = a.dy + sample * e.size + at;
                each([&](auto k, T* dx) {
                    constexpr reading how = e.how(decltype(k)::value);
                    sweep<T>(b.elements(), [&](int64 i, auto lanes) {
                        const simd<T> term = lanes.load(dy + i) * Join::slope(numbers<T>(x, i), k);
                        if constexpr (how == reading::whole)
                            store_or_add(lanes, dx + at + i, term, a.adds[k]);
                        else
                            lanes.store(terms + i, term);
                    });
                    if constexpr (how == reading::number || how == reading::channels)
                        sums[k].add(terms, b.elements());
                    else if constexpr (how != reading::whole)
                        add_block(e, k, terms, b, dx);
                });
            });
            each([&](auto k, T* dx) {
                constexpr reading how = e.how(decltype(k)::value);
                double all = 0;
                if constexpr (how == reading::channels)
                    sums[k].finish([&](int64 c, double sum) { dx[left + c] += static_cast<T>(sum); });
                else if constexpr (how == reading::number)
                    sums[k].finish([&](int64, double sum) { all += sum; });
                if constexpr (how == reading::number) *dx += static_cast<T>(all);
            });
        });
    }
    template <Shape... X, class T>
    static std::array<const T*, sizeof...(X)> whole(const T* const* inputs) {
        std::array<const T*, sizeof...(X)> x;
        std::copy_n(inputs, x.size(), x.begin());
        return x;
    }
    /// A block of a sample's values.
    template <class T, Shape... X>
    static std::array<const T*, sizeof...(X)> read(const T* const* inputs, int sample, const place_block& b,
                                                   rooms<T, X...>& room) {
        constexpr auto& e = broadcast_of<X...>;
        std::array<const T*, sizeof...(X)> x;
        for (std::size_t k = 0; k < x.size(); ++k)
            x[k] = read_block(e, k, inputs[k] + sample * e.values[k].size, b, room[k]);
        return x;
    }
    /// The numbers that meet at place i.
    template <class T, std::size_t K>
    static std::array<simd<T>, K> numbers(const std::array<const T*, K>& x, int64 i) {
        std::array<simd<T>, K> at;
        for (std::size_t k = 0; k < K; ++k) at[k] = simd<T>::load_unaligned(x[k] + i);
        return at;
    }
};

}  // namespace strata
