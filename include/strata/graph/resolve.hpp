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

/// The name that both a shared part and one that is not shared have, as a step, or void.
template <class... Nodes>
struct name_of_shared_and_other {
    template <class Node>
    static constexpr bool clashes() {
        using name = typename outermost_name<typename Node::path_type>::type;
        return Node::marks.shared &&
               total({int64(!Nodes::marks.shared && std::is_same_v<typename outermost_name<typename Nodes::path_type>::type, name>)...}) > 0;
    }
    template <class Found, class Node>
    using earlier = std::conditional_t<std::is_void_v<Found> && clashes<Node>(), outermost_name<typename Node::path_type>, type_holder<Found>>;
    template <class Found, class... Left>
    struct search {
        using type = Found;
    };
    template <class Found, class Node, class... Left>
    struct search<Found, Node, Left...> : search<typename earlier<Found, Node>::type, Left...> {};
    using type = typename search<void, Nodes...>::type;
};
template <class... Nodes>
    requires(total({int64(Nodes::marks.shared)...}) == 0)
struct name_of_shared_and_other<Nodes...> {
    using type = void;
};

/// One step of the fold over a net's own list.
struct append_part {
    template <class State, class Step, class Part>
    auto operator()(hana::basic_type<State>, hana::basic_type<numbered_part<Step, Part>>) const
        -> hana::type<typename append<State, path<Step>, Part>::type>;
};
template <class State, int... Index, class... Parts>
    requires(repeated_name<Parts...>() < 0)
struct expand_all<State, path<>, std::integer_sequence<int, Index...>, Parts...> {
    using type = typename std::remove_cvref_t<decltype(hana::fold_left(hana::tuple_t<numbered_part<index_step<Index>, Parts>...>,
                                                                       hana::type_c<State>, append_part{}))>::type;
};

/// The graph of a net's list, or the first `shape_error`.
template <class... Parts>
struct resolved {
    using type = shape_error<empty_net, got<>, E12_no_input>;
};
template <class First, class... Parts>
    requires(!is_input<First>)
struct resolved<First, Parts...> {
    using type = shape_error<at_layer<0, First>, got<>,
                             std::conditional_t<(is_input<Parts> || ...), E13_input_not_first, E12_no_input>>;
};
template <int... Extents, class... Parts>
struct resolved<input<Extents...>, Parts...> {
    using in = value<0, shape<Extents...>>;
    template <class State>
    struct finished {
        using type = State;
    };
    template <class... Nodes, class Taps, class Shared, class Around, int Next, class... Outputs>
    struct finished<expansion_state<graph_so_far<types<Nodes...>, Taps, Shared, Around>, Next, Outputs...>> {
        using clash = typename name_of_shared_and_other<Nodes...>::type;
        using type = std::conditional_t<std::is_void_v<clash>, graph<types<Nodes...>, in, types<Outputs...>>,
                                        shape_error<whole_list, got<>, E15_two_parts_of_one_name, clash, shared_and_named>>;
    };
    using empty = expansion_state<graph_so_far<types<>, types<>, types<>, forms_around<>>, 1, in>;
    using type = typename finished<typename expand_all<empty, path<>, std::make_integer_sequence<int, sizeof...(Parts)>, Parts...>::type>::type;
};
template <int... Extents, class... Parts>
    requires(sizeof...(Extents) == 0 || ((Extents < 1) || ...))
struct resolved<input<Extents...>, Parts...> {
    using type = shape_error<input<Extents...>, got<>, E09_size_not_positive>;
};

template <int... Extents, class... Parts>
    requires(sizeof...(Extents) > 0 && ((Extents > 0) && ...) && !can_be<Extents...>)
struct resolved<input<Extents...>, Parts...> {
    using type = shape_error<input<Extents...>, got<>, E45_too_large, would_make<Extents...>>;
};

template <class... Parts>
using resolve = typename resolved<Parts...>::type;

}  // namespace strata
