// SPDX-License-Identifier: MIT
#pragma once
/// What is right, as constants: every line of a lecture's table can stand in a `static_assert`.
///
///     static_assert(explain<lenet>::layer<3>::parameters == 2'416);
///     static_assert(explain<lenet>::layer<3>::formula == "(14 - 5 + 2*0)/1 + 1 = 10");
#include <array>
#include <strata/shape/sentence.hpp>
#include <strata/graph/net.hpp>

namespace strata {

/// How far along an axis one place of a value sees the input, and how far apart its neighbours look; span 0 is all of it.
struct receptive {
    double span = 1, step = 1;

    /// What lies behind a sliding window, behind a layer that enlarges, and behind one that sees all.
    [[nodiscard]] constexpr receptive through(const window& w) const { return {span + (w.span() - 1) * step, step * w.S}; }
    [[nodiscard]] constexpr receptive through(const enlargement& e) const { return {span + (e.span - 1) * step, step / e.times}; }
    [[nodiscard]] constexpr receptive through(const everything_before&) const { return {0, 0}; }
};

/// Stands in for a layer that there is not.
struct unknown_layer {
    using type = void;
    using output = unknown_shape;
    static constexpr unknown_value parameters{}, multiply_adds{}, receptive_field{}, formula{};
};

/// The rows of a network's layers, joins included, numbered in the order in which they are computed.
template <Network Net>
struct explain {
private:
    using nodes = typename Net::graph::nodes;

    template <class Node, class... V>
    static constexpr receptive seen_through(receptive r, types<V...>) {
        using L = typename Node::layer_type;
        if constexpr (Vector<typename Node::output_shape>)
            return {0, 0};
        else if constexpr (requires { L::template seen<typename V::shape_type...>; })
            return r.through(L::template seen<typename V::shape_type...>);
        else
            return r;
    }
    template <class... Node>
    static constexpr auto all_seen(types<Node...>) {
        std::array<receptive, sizeof...(Node) + 1> fields{};
        auto widest = [&]<class... V>(types<V...>) {
            receptive w = fields[0];
            ((w = fields[V::id].span == 0 || (w.span != 0 && fields[V::id].span > w.span) ? fields[V::id] : w), ...);
            return w;
        };
        auto see = [&]<class N>(type_holder<N>) {
            const receptive r = widest(typename N::inputs{});
            fields[N::output_id] = r.span == 0 ? r : seen_through<N>(r, typename N::inputs{});
        };
        (see(type_holder<Node>{}), ...);
        return fields;
    }
    static constexpr auto seen = all_seen(nodes{});

    template <class Node>
    struct formula_of {
        template <class... V>
        static constexpr void of(sentence& s, types<V...>) {
            using L = typename Node::layer_type;
            if constexpr (requires { L::template formula<typename V::shape_type...>(s); }) L::template formula<typename V::shape_type...>(s);
        }
        static constexpr auto text = written<[](sentence& s) { of(s, typename Node::inputs{}); }>();
    };
    template <class Node, class... V>
    static constexpr long adds(types<V...>) {
        return Node::layer_type::template multiply_adds<typename V::shape_type...>;
    }

public:
    static constexpr int layers = nodes::size;
    static constexpr long parameters = Net::parameters;

    /// Layer number I. One that there is not is E32.
    template <int I>
    struct layer : unknown_layer {
        using decision = shape_error<used_in<an_explanation, Net>, got<>, E32_no_layer_of_this_number,
                                     std::integral_constant<int, I>, std::integral_constant<int, layers>>;
        static_assert(sizeof(spoken<decision>) > 0);
    };
    template <int I>
        requires(I >= 0 && I < layers)
    struct layer<I> {
        using node = type_at<nodes, I>;
        using type = typename node::layer_type;
        using output = typename node::output_shape;
        static constexpr long parameters = learned_numbers(typename node::parameters{});
        static constexpr long multiply_adds = adds<node>(typename node::inputs{});
        /// Input places along an axis that one output place sees; 0 where it sees all.
        static constexpr long receptive_field = [] {
            const double span = seen[static_cast<std::size_t>(node::output_id)].span;
            const long whole = static_cast<long>(span);
            return static_cast<double>(whole) < span ? whole + 1 : whole;
        }();
        /// The output's extent by its rule, with the numbers in it; empty where there is no rule.
        static constexpr std::string_view formula = formula_of<node>::text.view();
    };

    static constexpr long multiply_adds = []<std::size_t... I>(std::index_sequence<I...>) {
        return (0L + ... + layer<static_cast<int>(I)>::multiply_adds);
    }(std::make_index_sequence<static_cast<std::size_t>(layers)>{});
};

/// Of a network that cannot work nothing is known, and its mistake has been said where it is declared.
template <Network Net>
    requires Refused<Net>
struct explain<Net> {
    static constexpr unknown_value layers{}, parameters{}, multiply_adds{};
    template <int>
    struct layer : unknown_layer {};
};

}  // namespace strata
