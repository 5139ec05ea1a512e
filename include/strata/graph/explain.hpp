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

/// How far along an axis one place of a value sees the input, how far apart its neighbours look, and where
/// its first place begins to look, below 0 in the zeros before the input; span 0 is all of it.
struct receptive {
    double span = 1, step = 1, start = 0;
};

/// How far an output place of a layer sees its input along an axis: `span` places, the first of them `before`
/// places in front of the input, and a neighbour `step` places further on; 0 is all.
struct axis_sight {
    int span = 1;
    double step = 1;
    int before = 0;

    constexpr axis_sight() = default;
    // NOLINTBEGIN(google-explicit-constructor): layers say it in their own words
    constexpr axis_sight(const window_axis& w) : span(w.span()), step(w.S), before(w.before) {}
    constexpr axis_sight(const enlargement& e) : span(e.span), step(1.0 / e.times) {}
    constexpr axis_sight(const everything_before&) : span(0), step(0) {}
    // NOLINTEND(google-explicit-constructor)

    [[nodiscard]] constexpr receptive behind(const receptive& r) const {
        if (span == 0 || r.span == 0) return {0, 0, 0};
        return {r.span + (span - 1) * r.step, r.step * step, r.start - before * r.step};
    }
};
/// The same along both axes of an image; a sequence has one, which stands for both.
struct sight {
    axis_sight rows, columns;

    constexpr sight() = default;
    // NOLINTBEGIN(google-explicit-constructor): layers say it in their own words
    constexpr sight(const axis_sight& both) : rows(both), columns(both) {}
    constexpr sight(const window_axis& both) : rows(both), columns(both) {}
    constexpr sight(const enlargement& both) : rows(both), columns(both) {}
    constexpr sight(const everything_before& all) : rows(all), columns(all) {}
    constexpr sight(const window_pair& w) : rows(w.rows), columns(w.columns) {}
    constexpr sight(const enlargement_pair& e) : rows(e.rows), columns(e.columns) {}
    // NOLINTEND(google-explicit-constructor)
};
/// What one place of a value sees of the input.
struct receptive_field {
    receptive rows, columns;
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
/// The wider of two.
constexpr receptive wider(const receptive& a, const receptive& b) {
    return b.span == 0 || (a.span != 0 && b.span > a.span) ? b : a;
}
template <int Values>
constexpr std::array<receptive_field, static_cast<std::size_t>(Values)> receptive_fields(
    std::initializer_list<sighted_node> nodes) {
    std::array<receptive_field, static_cast<std::size_t>(Values)> fields{};
    for (const sighted_node& n : nodes) {
        receptive_field widest = fields[static_cast<std::size_t>(n.inputs[0])];
        for (const int id : n.inputs) {
            const receptive_field& r = fields[static_cast<std::size_t>(id)];
            widest = {wider(widest.rows, r.rows), wider(widest.columns, r.columns)};
        }
        fields[static_cast<std::size_t>(n.output)] = {n.seen.rows.behind(widest.rows),
                                                      n.seen.columns.behind(widest.columns)};
    }
    return fields;
}
/// Whole places that a field spans.
constexpr int64 whole_span(const receptive& r) {
    const int64 whole = static_cast<int64>(r.span);
    return static_cast<double>(whole) < r.span ? whole + 1 : whole;
}

/// Stands in for a layer that there is not.
struct unknown_layer {
    using type = void;
    using output = unknown_shape;
    static constexpr unknown_value parameters{}, multiply_adds{}, receptive_rows{}, receptive_columns{},
        receptive_field{}, formula{};
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
    /// What a place of value number Id sees of the input; inputs are the first values.
    template <int Id>
    static constexpr receptive_field field_of_value = seen[static_cast<std::size_t>(Id)];

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
        /// Input places that one output place sees along the rows and along the columns, and the larger of
        /// them; 0 where it sees all.
        static constexpr int64 receptive_rows =
                                   whole_span(seen[static_cast<std::size_t>(node::output_id)].rows),
                               receptive_columns =
                                   whole_span(seen[static_cast<std::size_t>(node::output_id)].columns),
                               receptive_field = receptive_rows == 0 || receptive_columns == 0 ? 0
                                                 : receptive_rows < receptive_columns ? receptive_columns
                                                                                      : receptive_rows;
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
