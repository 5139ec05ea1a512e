// SPDX-License-Identifier: MIT
#pragma once
/// Second pass: nodes that can run as one pass over memory become one node.
///
///     convolution or dense layer (+ activation) (+ max pooling behind a convolution)
///     in inference the same with batch normalization folded into the weights: convolution (+ normalization) ..., and
///     with a residual sum in place of the pooling: convolution (+ normalization) + sum (+ activation)
///     batch normalization (+ residual sum) (+ activation); layer, group or instance normalization (+ activation)
///     sum + activation
///     activation + activation + ...
///     in training a lookup in a small table + recurrence: the product with the table is the smaller one
///
/// An activation whose slope is no function of its y (`pointwise_of_x`) joins in inference alone.
///
/// Node after node: it joins the group before it where the rule allows it, the value between them has no
/// other reader, and it is the one the group has just made.
#include <algorithm>
#include <array>
#include <span>
#include <strata/graph/groups.hpp>
#include <strata/graph/ports.hpp>
#include <strata/graph/resolve.hpp>

namespace strata {

/// Nodes that run as one: `types<node...>`.
template <class... Nodes>
struct group {};

/// What a role comes to in a phase: a map whose slope needs its x cannot hide that x inside a group that runs
/// backward.
template <class Phase>
constexpr fusion role_in(fusion r) {
    if (r != fusion::activation_of_x) return r;
    return Phase::backward ? fusion::none : fusion::activation;
}

/// Whether a group that begins with such a layer runs an activation behind it.
constexpr bool runs_activation(fusion first) {
    switch (first) {
        case fusion::convolution:
        case fusion::product:
        case fusion::transposed_product:
        case fusion::normalization:
        case fusion::sample_normalization:
        case fusion::addition:
            return true;
        default:
            return false;
    }
}

/// Whether a layer of role `next` may join layers of the roles before it.
template <class Phase>
constexpr bool joins(const fusion* group, int size, fusion next) {
    const fusion first = group[0], last = group[size - 1];
    const bool linear = first == fusion::convolution || first == fusion::product;
    switch (next) {
        case fusion::activation:
            return first == fusion::activation ||
                   (runs_activation(first) && std::none_of(group, group + size, [](fusion r) {
                        return r == fusion::activation || r == fusion::max_pooling;
                    }));
        case fusion::max_pooling:
            return first == fusion::convolution && std::none_of(group, group + size, [](fusion r) {
                       return r == fusion::max_pooling || r == fusion::addition;
                   });
        case fusion::normalization:
            return !Phase::learns && !Phase::backward && linear && size == 1;
        case fusion::addition:
            return (first == fusion::normalization && size == 1) ||
                   (!Phase::backward && first == fusion::convolution &&
                    (size == 1 || last == fusion::normalization));
        case fusion::recurrence:
            return Phase::backward && first == fusion::lookup && size == 1;
        default:
            return false;
    }
}

/// What the rule asks of a node.
struct node_facts {
    fusion role;
    const int* inputs;
    int input_count, output;
};
template <class Node>
inline constexpr node_facts facts_of_node{Node::layer_type::role, Node::input_ids.data(),
                                          static_cast<int>(Node::input_ids.size()), Node::output_id};

/// Where the groups begin: decided with numbers, so that no list of groups is a type before it is whole.
template <int Count>
struct group_bounds {
    std::array<int, static_cast<std::size_t>(Count) + 1> begin{};
    int groups = 0;
};
/// `looked_at`: the values that are outputs of the network, or are watched.
template <class Phase, int Count, int Values>
constexpr group_bounds<Count> decide_groups(const std::array<node_facts, Count>& nodes,
                                            std::span<const int> looked_at) {
    // how many read each value; who looks at it counts
    std::array<int, Values> readers{};
    for (const node_facts& n : nodes)
        for (int k = 0; k < n.input_count; ++k) ++readers[static_cast<std::size_t>(n.inputs[k])];
    for (const int id : looked_at) ++readers[static_cast<std::size_t>(id)];

    group_bounds<Count> b;
    std::array<fusion, Count> roles{};
    int made = -1;
    for (int i = 0; i < Count; ++i) {
        const node_facts& next = nodes[static_cast<std::size_t>(i)];
        roles[static_cast<std::size_t>(i)] = role_in<Phase>(next.role);
        const int open = b.groups == 0 ? 0 : b.begin[static_cast<std::size_t>(b.groups - 1)];
        const bool joined = i > 0 && next.inputs[0] == made && readers[static_cast<std::size_t>(made)] == 1 &&
                            (next.role != fusion::addition || next.input_count == 2) &&
                            (next.role != fusion::recurrence || next.input_count == 1) &&
                            joins<Phase>(roles.data() + open, i - open, roles[static_cast<std::size_t>(i)]);
        if (!joined) b.begin[static_cast<std::size_t>(b.groups++)] = i;
        made = next.output;
    }
    b.begin[static_cast<std::size_t>(b.groups)] = Count;
    return b;
}

template <class List, int Begin, class Indices>
struct group_from;
template <class List, int Begin, int... Index>
struct group_from<List, Begin, std::integer_sequence<int, Index...>> {
    using type = group<type_at<List, static_cast<std::size_t>(Begin + Index)>...>;
};

/// The groups of a graph, in order.
template <class Graph, class Phase>
struct fused;
template <class... Nodes, class Inputs, class Outputs, class Taps, class Phase>
struct fused<graph<types<Nodes...>, Inputs, Outputs, Taps>, Phase> {
private:
    static constexpr int count = sizeof...(Nodes);
    using ports = ports_of<graph<types<Nodes...>, Inputs, Outputs, Taps>, Phase>;
    static constexpr group_bounds<count> bounds =
        decide_groups<Phase, count, count + Inputs::size>({facts_of_node<Nodes>...}, ports::looked_at);
    template <class Indices>
    struct all;
    template <std::size_t... G>
    struct all<std::index_sequence<G...>> {
        using type = types<typename group_from<
            types<Nodes...>, bounds.begin[G],
            std::make_integer_sequence<int, bounds.begin[G + 1] - bounds.begin[G]>>::type...>;
    };

public:
    using type = typename all<std::make_index_sequence<static_cast<std::size_t>(bounds.groups)>>::type;
};
template <class Inputs, class Outputs, class Taps, class Phase>
struct fused<graph<types<>, Inputs, Outputs, Taps>, Phase> {
    using type = types<>;
};

/// Every node on its own.
template <class Graph>
struct ungrouped;
template <class... Nodes, class Inputs, class Outputs, class Taps>
struct ungrouped<graph<types<Nodes...>, Inputs, Outputs, Taps>> {
    using type = types<group<Nodes>...>;
};

}  // namespace strata
