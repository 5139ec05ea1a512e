// SPDX-License-Identifier: MIT
#pragma once
/// The shape of what joins values number by number where an axis of one may be 1.
#include <algorithm>
#include <array>
#include <strata/kernels/broadcast.hpp>
#include <strata/kernels/long_sums.hpp>
#include <strata/kernels/parallel.hpp>
#include <strata/kernels/pointwise.hpp>
#include <strata/layers/layer.hpp>
#include <strata/shape/sized.hpp>
#include <type_traits>
#include <utility>

namespace strata {

/// The first axis in which extents are neither equal nor 1; the rank where there is none.
template <Shape X, Shape... Rest>
inline constexpr int first_unlike_axis = [] {
    for (int axis = 0; axis < X::rank; ++axis) {
        const auto i = static_cast<std::size_t>(axis);
        int largest = X::extents[i];
        bool fits = true;
        const auto compare = [&](int extent) {
            fits = fits && (extent == largest || extent == 1 || largest == 1);
            largest = std::max(largest, extent);
        };
        (compare(Rest::extents[i]), ...);
        if (!fits) return axis;
    }
    return X::rank;
}();

template <class X, class... Rest>
struct broadcast_rule {
    using type = refused<E61_branches_do_not_broadcast, differ_in_rank>;
};
template <class X, class... Rest>
    requires((X::rank == Rest::rank) && ...)
struct broadcast_rule<X, Rest...> {
    template <int Axis>
    static constexpr int largest =
        std::max({X::extents[static_cast<std::size_t>(Axis)], Rest::extents[static_cast<std::size_t>(Axis)]...});
    template <int... Axes>
    static sized<int64{largest<Axes>}...> all(std::integer_sequence<int, Axes...>);

    static constexpr auto decide() {
        constexpr int axis = first_unlike_axis<X, Rest...>;
        if constexpr (axis == X::rank)
            return all(std::make_integer_sequence<int, X::rank>{});
        else if constexpr (Sequence<X>)
            return refused<E61_branches_do_not_broadcast, differ_in_sequence_axis<axis>>{};
        else
            return refused<E61_branches_do_not_broadcast, differ_in_axis<axis>>{};
    }
    using type = decltype(decide());
};

/// The shape of values X read together: on each axis the largest extent, where the others are that or 1; else E61.
template <Shape... X>
using broadcast_shape = typename broadcast_rule<X...>::type;

/// Rows, columns and channels of a shape of any rank up to 3.
template <Shape X>
inline constexpr std::array<int, 3> places_and_channels = [] {
    if constexpr (X::rank == 3)
        return std::array{X::extents[1], X::extents[2], X::extents[0]};
    else if constexpr (X::rank == 2)
        return std::array{1, X::extents[0], X::extents[1]};
    else
        return std::array{1, 1, X::extents[0]};
}();

/// How values X are read as their broadcast shape.
template <Shape... X>
inline constexpr broadcast_extents<static_cast<int>(sizeof...(X))> broadcast_of = [] {
    constexpr auto all = places_and_channels<broadcast_shape<X...>>;
    const auto of = [&](const std::array<int, 3>& x) {
        return typename broadcast_extents<static_cast<int>(sizeof...(X))>::value{
            .size = int64{x[0]} * x[1] * x[2],
            .row = x[0] == 1 ? 0 : int64{x[1]} * x[2],
            .column = x[1] == 1 ? 0 : x[2],
            .one_channel = x[2] < all[2]};
    };
    return broadcast_extents<static_cast<int>(sizeof...(X))>{
        .rows = all[0], .columns = all[1], .channels = all[2], .values = {of(places_and_channels<X>)...}};
}();

/// A layer that joins values number by number where an axis of one may be 1. `Join` derives from it and has two functions
/// of the K numbers x[0], x[1], ... that meet (vectors of any `simd<T>`):
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
        constexpr auto e = broadcast_of<X...>;
        if constexpr (e.all_whole())
            parallel_sweep<T>(a.n * e.size(), a.threads, [&](int64 i, auto lanes) {
                lanes.store(a.y + i, Join::value(numbers<T, X...>(a.inputs, {}, i)));
            });
        else
            parallel_for(a.n, a.threads, [&](int sample, int) {
                for_each_place(e, [&](int64 place, std::array<int64, sizeof...(X)> at) {
                    for (std::size_t k = 0; k < sizeof...(X); ++k) at[k] += sample * e.values[k].size;
                    T* y = a.y + sample * e.size() + place * e.channels;
                    sweep<T>(e.channels, [&](int64 c, auto lanes) {
                        lanes.store(y + c, Join::value(numbers<T, X...>(a.inputs, at, c)));
                    });
                });
            });
    }
    template <class T, Shape... X>
    static void backward(const backward_args<T>& a) {
        constexpr auto e = broadcast_of<X...>;
        for (std::size_t k = 0; k < sizeof...(X); ++k) {
            T* const all = a.input_gradients[k];
            if (!all) continue;
            if constexpr (e.all_whole()) {
                parallel_sweep<T>(a.n * e.size(), a.threads, [&, k, all](int64 i, auto lanes) {
                    store_or_add(lanes, all + i, lanes.load(a.dy + i) * Join::slope(numbers<T, X...>(a.inputs, {}, i), k), a.adds[k]);
                });
            } else {
                parallel_for(a.n, a.threads, [&](int sample, int) {
                    if (!a.adds[k]) std::fill_n(all + sample * e.values[k].size, e.values[k].size, T(0));
                    for_each_place(e, [&](int64 place, std::array<int64, sizeof...(X)> at) {
                        for (std::size_t j = 0; j < sizeof...(X); ++j) at[j] += sample * e.values[j].size;
                        const T* dy = a.dy + sample * e.size() + place * e.channels;
                        T* const dx = all + at[k];
                        const auto term = [&](int64 c, auto lanes) {
                            return lanes.load(dy + c) * Join::slope(numbers<T, X...>(a.inputs, at, c), k);
                        };
                        if (e.values[k].one_channel)
                            *dx += static_cast<T>(long_sum<T>(e.channels, term));
                        else
                            sweep<T>(e.channels, [&](int64 c, auto lanes) { lanes.store(dx + c, lanes.load(dx + c) + term(c, lanes)); });
                    });
                });
            }
        }
    }

private:
    /// The numbers that meet at channel c behind these places of the inputs.
    template <class T, Shape... X>
    static std::array<simd<T>, sizeof...(X)> numbers(const T* const* inputs, const std::array<int64, sizeof...(X)>& at, int64 c) {
        constexpr auto e = broadcast_of<X...>;
        return [&]<std::size_t... K>(std::index_sequence<K...>) {
            return std::array<simd<T>, sizeof...(X)>{(e.values[K].one_channel ? simd<T>(inputs[K][at[K]]) : simd<T>::load_unaligned(inputs[K] + at[K] + c))...};
        }(std::index_sequence_for<X...>{});
    }
};

}  // namespace strata
