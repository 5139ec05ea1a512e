// SPDX-License-Identifier: MIT
#pragma once
/// First pass: the list becomes a graph, and every value in it gets its shape.
#include <boost/hana/fold_left.hpp>
#include <boost/hana/tuple.hpp>
#include <boost/hana/type.hpp>
#include <strata/graph/expand_branches.hpp>
#include <strata/graph/expand_lists.hpp>
#include <strata/graph/expand_marks.hpp>
#include <strata/graph/expand_taps.hpp>

namespace strata {

namespace hana = boost::hana;

/// The name that a node's parameters begin with, as a step, or void where they begin with a number.
template <class Path>
struct outermost_name {
    using type = void;
};
template <text Name, class... Rest>
struct outermost_name<path<name_step<Name>, Rest...>> {
    using type = name_step<Name>;
};
template <int I, text Name, class... Rest>
struct outermost_name<path<index_step<I>, in_heads, name_step<Name>, Rest...>> {
    using type = name_step<Name>;
};

/// The name that both a shared part and one that is not shared have, as a step, or void.
template <class... Nodes>
struct name_of_shared_and_other {
    template <class Node>
    static constexpr bool clashes() {
        using name = typename outermost_name<typename Node::path_type>::type;
        return Node::marks.shared &&
               total({int64(
                   !Nodes::marks.shared &&
                   std::is_same_v<typename outermost_name<typename Nodes::path_type>::type, name>)...}) > 0;
    }
    template <class Found, class Node>
    using earlier = std::conditional_t<std::is_void_v<Found> && clashes<Node>(),
                                       outermost_name<typename Node::path_type>, type_holder<Found>>;
    template <class Found, class... Left>
    struct search {
        using type = Found;
    };
    template <class Found, class Node, class... Left>
    struct search<Found, Node, Left...> : search<typename earlier<Found, Node>::type, Left...> {};
    using type = typename search<void, Nodes...>::type;
};
template <class... Nodes>
requires(total({int64(Nodes::marks.shared)...}) == 0) struct name_of_shared_and_other<Nodes...> {
    using type = void;
};

/// One step of the fold over a net's own list.
struct append_part {
    template <class State, class Step, class Part>
    auto operator()(hana::basic_type<State>, hana::basic_type<numbered_part<Step, Part>>) const
        -> hana::type<typename append<State, path<Step>, Part>::type>;
};
template <class State, int... Index, class... Parts>
requires(repeated_name<Parts...>() <
         0) struct expand_all<State, path<>, std::integer_sequence<int, Index...>, Parts...> {
    using type = typename std::remove_cvref_t<decltype(hana::fold_left(
        hana::tuple_t<numbered_part<index_step<part_numbers<Parts...>[Index]>, Parts>...>,
        hana::type_c<State>, append_part{}))>::type;
};

/// What stands at the front of a list: its inputs, and the parts behind them.
template <class Ports, class Taps, int Next, class... Parts>
struct inputs_in_front {
    using type = inputs_in_front;
};

/// An input, which has to have a name unless it is the first.
template <text Name, class In, class Ports, class Taps, int Next, class... Parts>
struct taken_input {
    using type = shape_error<In, got<>, E14_input_without_a_name>;
};
template <text Name, class In, class... Ports, class... Taps, int Next, class... Parts>
requires(Next == 0 ||
         !Name.view().empty()) struct taken_input<Name, In, types<Ports...>, types<Taps...>, Next, Parts...> {
    using S = typename In::shape_type;
    using X = value<Next, S>;
    template <class Shape>
    struct judged {
        using type = shape_error<In, got<>, E09_size_not_positive>;
    };
    template <int... E>
    requires(sizeof...(E) > 0 && ((E > 0) && ...)) struct judged<shape<E...>> {
        using type = std::conditional_t<can_be<E...>, types<>,
                                        shape_error<In, got<>, E45_too_large, would_make<E...>>>;
    };
    static constexpr bool named = !Name.view().empty();
    static constexpr text called = [] {
        if constexpr (named)
            return Name;
        else
            return text("input");
    }();
    using taps = std::conditional_t<named, types<Taps..., tapped<Name, X>>, types<Taps...>>;
    using next = inputs_in_front<types<Ports..., input_port<called, X, In::whole>>, taps, Next + 1, Parts...>;
    using mistake = typename judged<S>::type;
    using type = typename std::conditional_t<is_shape_error<mistake>, type_holder<mistake>, next>::type;
};
template <class... Ports, class... Taps, int Next, class In, class... Parts>
requires is_input<In>
struct inputs_in_front<types<Ports...>, types<Taps...>, Next, In, Parts...>
    : taken_input<"", In, types<Ports...>, types<Taps...>, Next, Parts...> {
};
template <class... Ports, class... Taps, int Next, text Name, class In, class... Parts>
requires is_input<In>
struct inputs_in_front<types<Ports...>, types<Taps...>, Next, named<Name, In>, Parts...>
    : std::conditional_t<
          !usable_name(Name.view()),
          type_holder<shape_error<named_part<Name, In>, got<>, E28_name_not_usable, name_step<Name>>>,
          std::conditional_t<std::is_void_v<tapped_value<types<Taps...>, Name>>,
                             taken_input<Name, In, types<Ports...>, types<Taps...>, Next, Parts...>,
                             type_holder<shape_error<named_part<Name, In>, got<>, E15_two_parts_of_one_name,
                                                     name_step<Name>, both_taps>>>> {
};

/// The graph of a net's list, or the first `shape_error`.
template <class... Parts>
struct resolved {
    using type = shape_error<empty_net, got<>, E12_no_input>;
};
template <class First, class... Parts>
requires(!is_input<First>) struct resolved<First, Parts...> {
    using type = shape_error<at_layer<0, First>, got<>,
                             std::conditional_t<(is_input<Parts> || ...), E13_input_not_first, E12_no_input>>;
};
template <class First, class... Rest>
requires is_input<First>
struct resolved<First, Rest...> {
    template <class Ports, class State>
    struct finished {
        using type = State;
    };
    template <class Ports, class... Nodes, class Taps, class Shared, class Around, int Next, class... Outputs>
    struct finished<Ports,
                    expansion_state<graph_so_far<types<Nodes...>, Taps, Shared, Around>, Next, Outputs...>> {
        using clash = typename name_of_shared_and_other<Nodes...>::type;
        using type = std::conditional_t<
            std::is_void_v<clash>, graph<types<Nodes...>, Ports, types<Outputs...>, Taps>,
            shape_error<whole_list, got<>, E15_two_parts_of_one_name, clash, shared_and_named>>;
    };
    template <class Front>
    struct expanded {
        using type = Front;
    };
    template <class Port, class... Ports, class Taps, int Next, class... Parts>
    struct expanded<inputs_in_front<types<Port, Ports...>, Taps, Next, Parts...>> {
        using empty = expansion_state<graph_so_far<types<>, Taps, types<>, forms_around<>>, Next,
                                      typename Port::value_type>;
        using type = typename finished<
            types<Port, Ports...>,
            typename expand_all<empty, path<>, std::make_integer_sequence<int, sizeof...(Parts)>,
                                Parts...>::type>::type;
    };
    using type = typename expanded<typename inputs_in_front<types<>, types<>, 0, First, Rest...>::type>::type;
};

template <class... Parts>
using resolve = typename resolved<Parts...>::type;

}  // namespace strata
