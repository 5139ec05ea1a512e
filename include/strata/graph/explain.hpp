// SPDX-License-Identifier: MIT
#pragma once
/// What is right, as constants: every line of a lecture's table can stand in a `static_assert`.
///
///     static_assert(explain<lenet>::layer<3>::parameters == 2'416);
///     static_assert(explain<lenet>::layer<3>::formula == "(14 - 5 + 2*0)/1 + 1 = 10");
#include <array>
#include <initializer_list>
#include <span>
#include <strata/graph/net.hpp>
#include <strata/shape/sentence.hpp>

namespace strata {

/// How far along an axis one place of a value sees the input, and how far apart its neighbours look; span 0
/// is all of it.
struct receptive {
    double span = 1, step = 1;
};

/// How far an output place of a layer sees its input: `span` places, and a neighbour `step` places further
/// on; 0 is all.
struct sight {
    int span = 1;
    double step = 1;

    constexpr sight() = default;
    // NOLINTBEGIN(google-explicit-constructor): layers say it in their own words
    constexpr sight(const window& w) : span(w.span()), step(w.S) {}
    constexpr sight(const enlargement& e) : span(e.span), step(1.0 / e.times) {}
    constexpr sight(const everything_before&) : span(0), step(0) {}
    // NOLINTEND(google-explicit-constructor)

    [[nodiscard]] constexpr receptive behind(const receptive& r) const {
        if (span == 0 || r.span == 0) return {0, 0};
        return {r.span + (span - 1) * r.step, r.step * step};
    }
};
template <class Node, class Inputs = typename Node::inputs>
inline constexpr sight sight_of{};
template <class Node, class... V>
requires Vector<typename Node::output_shape>
inline constexpr sight sight_of<Node, types<V...>> = everything_before{};
template <class Node, class... V>
requires(!Vector<typename Node::output_shape> &&
         requires { Node::layer_type::template seen<typename V::shape_type...>; }) inline constexpr sight
    sight_of<Node, types<V...>> = Node::layer_type::template seen<typename V::shape_type...>;

/// What a node does to receptive fields.
struct sighted_node {
    std::span<const int> inputs;
    int output;
    sight seen;
};
template <int Values>
constexpr std::array<receptive, static_cast<std::size_t>(Values)> receptive_fields(
    std::initializer_list<sighted_node> nodes) {
    std::array<receptive, static_cast<std::size_t>(Values)> fields{};
    for (const sighted_node& n : nodes) {
        receptive widest = fields[static_cast<std::size_t>(n.inputs[0])];
        for (const int id : n.inputs) {
            const receptive& r = fields[static_cast<std::size_t>(id)];
            if (r.span == 0 || (widest.span != 0 && r.span > widest.span)) widest = r;
        }
        fields[static_cast<std::size_t>(n.output)] = n.seen.behind(widest);
    }
    return fields;
}

/// Stands in for a layer that there is not.
struct unknown_layer {
    using type = void;
    using output = unknown_shape;
    static constexpr unknown_value parameters{}, multiply_adds{}, receptive_field{}, formula{};
};

/// The rows of a network's layers, joins included, numbered in the order in which they are computed.
template <class Net>
struct explain {
private:
    using nodes = typename Net::graph::nodes;
    static constexpr int inputs = Net::graph::inputs::size;

    template <class... Node>
    static constexpr auto all_seen(types<Node...>) {
        return receptive_fields<static_cast<int>(sizeof...(Node)) + inputs>(
            {sighted_node{Node::input_ids, Node::output_id, sight_of<Node>}...});
    }
    static constexpr auto seen = all_seen(nodes{});

    template <class Node>
    struct formula_of {
        template <class... V>
        static constexpr void of(sentence& s, types<V...>) {
            using L = typename Node::layer_type;
            if constexpr (requires { L::template formula<typename V::shape_type...>(s); })
                L::template formula<typename V::shape_type...>(s);
        }
        static constexpr auto text = written<[](sentence& s) { of(s, typename Node::inputs{}); }>();
    };
    template <class Node, class... V>
    static constexpr int64 adds(types<V...>) {
        return Node::layer_type::template multiply_adds<typename V::shape_type...>;
    }

public:
    static constexpr int layers = nodes::size;
    static constexpr int64 parameters = Net::parameters;

private:
    template <int Index>
    struct row {
        using node = type_at<nodes, Index>;
        using type = typename node::layer_type;
        using output = typename node::output_shape;
        static constexpr int64 parameters = learned_numbers(typename node::parameters{});
        static constexpr int64 multiply_adds = adds<node>(typename node::inputs{});
        /// Input places along an axis that one output place sees; 0 where it sees all.
        static constexpr int64 receptive_field = [] {
            const double span = seen[static_cast<std::size_t>(node::output_id)].span;
            const int64 whole = static_cast<int64>(span);
            return static_cast<double>(whole) < span ? whole + 1 : whole;
        }();
        /// The output's extent by its rule, with the numbers in it; empty where there is no rule.
        static constexpr std::string_view formula = formula_of<node>::text.view();
    };
    template <int Index>
    struct row_or_mistake {
        using type =
            spoken<shape_error<used_in<an_explanation, Net>, got<>, E32_no_layer_of_this_number,
                               std::integral_constant<int, Index>, std::integral_constant<int, layers>>>;
    };
    template <int Index>
    requires(Index >= 0 && Index < layers) struct row_or_mistake<Index> {
        using type = row<Index>;
    };

public:
    /// Layer number I. One that there is not is E32.
    template <int Index>
    using layer = typename row_or_mistake<Index>::type;

    static constexpr int64 multiply_adds = []<std::size_t... Index>(std::index_sequence<Index...>) {
        return total({layer<static_cast<int>(Index)>::multiply_adds...});
    }
    (std::make_index_sequence<static_cast<std::size_t>(layers)>{});
};

template <Network Net>
requires StillUnsaid<Net>
struct explain<Net>;
/// Of what is no network nothing is known.
template <class Net>
requires(!Network<Net>) struct explain<Net> {
    static_assert(sizeof(spoken<shape_error<Net, got<>, E47_not_a_network>>) > 0);
    static constexpr unknown_value layers{}, parameters{}, multiply_adds{};
    template <int>
    struct layer : unknown_layer {};
};

/// Of a network that cannot work nothing is known, and its mistake has been said where it is declared.
template <Network Net>
requires(Refused<Net> && !StillUnsaid<Net>) struct explain<Net> {
    static constexpr unknown_value layers{}, parameters{}, multiply_adds{};
    template <int>
    struct layer : unknown_layer {};
};

}  // namespace strata
