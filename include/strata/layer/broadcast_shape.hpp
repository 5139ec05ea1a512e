// SPDX-License-Identifier: MIT
#pragma once
/// The shape of values that meet number by number where an axis of one may be 1.
#include <algorithm>
#include <array>
#include <cstddef>
#include <strata/kernels/broadcast.hpp>
#include <strata/layer/layer.hpp>
#include <type_traits>
#include <utility>

namespace strata {

template <class X, class... Rest>
struct broadcast_rule {
    using type = refused<E61_branches_do_not_broadcast, differ_in_rank>;
};
template <class X, class... Rest>
requires((X::rank == Rest::rank) && ...) struct broadcast_rule<X, Rest...> {
    static constexpr auto largest = [] {
        auto all = X::extents;
        for (std::size_t i = 0; i < all.size(); ++i) all[i] = std::max({X::extents[i], Rest::extents[i]...});
        return all;
    }();
    /// The first axis in which an extent is neither the largest nor 1; the rank where there is none.
    static constexpr int unlike = [] {
        const auto fits = [](std::size_t i, int extent) { return extent == largest[i] || extent == 1; };
        std::size_t i = 0;
        while (i < largest.size() && fits(i, X::extents[i]) && (fits(i, Rest::extents[i]) && ...)) ++i;
        return static_cast<int>(i);
    }();
    template <std::size_t... Axes>
    static constexpr auto decide(std::index_sequence<Axes...>) {
        if constexpr (unlike == X::rank)
            return std::type_identity<sized<int64{largest[Axes]}...>>{};
        else
            return std::type_identity<refused<E61_branches_do_not_broadcast, differ_in<X, unlike>>>{};
    }
    using type = typename decltype(decide(std::make_index_sequence<X::extents.size()>{}))::type;
};

/// The shape of values X read together: on each axis the largest extent, where the others are that or 1; else
/// E61.
template <Shape... X>
using broadcast_shape = typename broadcast_rule<X...>::type;

/// The extents of a shape without its channels, in the order of memory.
template <Shape X>
inline constexpr auto extents_of_places = [] {
    std::array<int, X::extents.size() - 1> axes{};
    for (std::size_t i = 0; i < axes.size(); ++i) axes[i] = X::extents[Sequence<X> ? i : i + 1];
    return axes;
}();

/// How values X are read as their broadcast shape.
template <Shape First, Shape... Rest>
inline constexpr auto broadcast_of = [] {
    using Y = broadcast_shape<First, Rest...>;
    using extents = broadcast_extents<1 + sizeof...(Rest), extents_of_places<Y>.size()>;
    const auto of = []<class X>(std::type_identity<X>) {
        typename extents::value v{X::size, {}, channels<X> < channels<Y>};
        int64 step = channels<X>;
        for (std::size_t i = v.steps.size(); i-- > 0; step *= extents_of_places<X>[i])
            v.steps[i] = extents_of_places<X>[i] == 1 ? 0 : step;
        return v;
    };
    return extents{extents_of_places<Y>,
                   channels<Y>,
                   Y::size,
                   {of(std::type_identity<First>{}), of(std::type_identity<Rest>{})...}};
}();

}  // namespace strata
