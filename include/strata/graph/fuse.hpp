// SPDX-License-Identifier: MIT
#pragma once
/// Second pass: nodes that can run as one pass over memory become one node.
///
///     convolution or dense layer (+ activation) (+ max pooling behind a convolution)
///     in inference the same with batch normalization folded into the weights: convolution (+ normalization) ...
///     batch normalization (+ residual sum) (+ activation); layer, group or instance normalization (+ activation)
///     sum + activation
///     activation + activation + ...
///
/// An activation whose slope is no function of its y (`pointwise_of_x`) joins in inference alone.
///
/// The pass is a fold as well: a list of groups, of which the last one is still open. A node joins the open group where
/// the rule allows it, the value between them has no other reader, and it is the one the group has just made.
#include <algorithm>
#include <array>
#include <boost/hana/fold_left.hpp>
#include <strata/graph/groups.hpp>
#include <strata/graph/resolve.hpp>

namespace strata {

/// Nodes that run as one: `types<node...>`.
template <class... Nodes>
struct group {};

/// How many nodes read each value; being an output of the network counts.
template <class Graph>
struct readers;
template <class... Nodes, class Input, class... Outputs>
struct readers<graph<types<Nodes...>, Input, types<Outputs...>>> {
    static constexpr auto count = [] {
        std::array<int, sizeof...(Nodes) + 1> n{};
        auto read = [&]<class... V>(types<V...>) { (++n[static_cast<std::size_t>(V::id)], ...); };
        (read(typename Nodes::inputs{}), ...);
        read(types<Outputs...>{});
        return n;
    }();
};

/// What a role comes to in a phase: a map whose slope needs its x cannot hide that x inside a group that is trained.
template <class Phase>
constexpr fusion role_in(fusion r) {
    if (r != fusion::activation_of_x) return r;
    return std::is_same_v<Phase, inference> ? fusion::activation : fusion::none;
}

/// Whether a layer of role `next` may join layers of the roles before it.
template <class Phase>
constexpr bool joins(const fusion* group, int size, fusion next) {
    const fusion first = group[0], last = group[size - 1];
    const bool linear = first == fusion::convolution || first == fusion::product;
    switch (next) {
        case fusion::activation:
            return std::none_of(group, group + size, [](fusion r) { return r == fusion::activation || r == fusion::none || r == fusion::max_pooling; }) ||
                   first == fusion::activation;
        case fusion::max_pooling:
            return first == fusion::convolution && last != fusion::max_pooling;
        case fusion::normalization:
            return std::is_same_v<Phase, inference> && linear && size == 1;
        case fusion::addition:
            return first == fusion::normalization && size == 1;
        default:
            return false;
    }
}

template <class Graph, class Phase>
struct join_or_open {
    template <class... Closed, class... Open, class Next>
    constexpr auto operator()(hana::basic_type<types<group<Open...>, Closed...>>, hana::basic_type<Next>) const {
        constexpr fusion roles[] = {role_in<Phase>(Open::layer_type::role)...};
        constexpr int made = std::max({Open::output_id...});
        constexpr bool reads_it = type_at<typename Next::inputs, 0>::id == made;
        constexpr bool alone = readers<Graph>::count[static_cast<std::size_t>(made)] == 1;
        constexpr bool pair = Next::layer_type::role != fusion::addition || Next::inputs::size == 2;
        if constexpr (reads_it && alone && pair && joins<Phase>(roles, sizeof...(Open), role_in<Phase>(Next::layer_type::role)))
            return hana::type<types<group<Open..., Next>, Closed...>>{};
        else
            return hana::type<types<group<Next>, group<Open...>, Closed...>>{};
    }
};

template <class List>
struct reversed;
template <>
struct reversed<types<>> {
    using type = types<>;
};
template <class... Ts>
struct reversed<types<Ts...>> {
    template <class Indices>
    struct by;
    template <std::size_t... I>
    struct by<std::index_sequence<I...>> {
        using type = types<type_at<types<Ts...>, sizeof...(Ts) - 1 - I>...>;
    };
    using type = typename by<std::index_sequence_for<Ts...>>::type;
};

/// The groups of a graph, in order: the open one stands first while the fold runs.
template <class Graph, class Phase>
struct fused;
template <class First, class... Nodes, class Input, class Outputs, class Phase>
struct fused<graph<types<First, Nodes...>, Input, Outputs>, Phase> {
    using folded = typename std::remove_cvref_t<decltype(hana::fold_left(hana::tuple_t<Nodes...>, hana::type_c<types<group<First>>>,
                                                     join_or_open<graph<types<First, Nodes...>, Input, Outputs>, Phase>{}))>::type;
    using type = typename reversed<folded>::type;
};
template <class Input, class Outputs, class Phase>
struct fused<graph<types<>, Input, Outputs>, Phase> {
    using type = types<>;
};

/// Every node on its own.
template <class Graph>
struct plain;
template <class... Nodes, class Input, class Outputs>
struct plain<graph<types<Nodes...>, Input, Outputs>> {
    using type = types<group<Nodes>...>;
};

}  // namespace strata
