// SPDX-License-Identifier: MIT
#pragma once
/// First pass: the list becomes a graph, and every value in it gets its shape.
///
/// A graph is a flat list of nodes in the order in which they can be computed. Value 0 is the input, every node adds the
/// next one; forms leave no trace but the values that their joins read. The pass is a fold: a state (the nodes so far
/// and the value the next part reads) takes part after part. The first part that is refused turns the state into a
/// `shape_error<...>`, which no later part changes.
#include <boost/hana/fold_left.hpp>
#include <boost/hana/tuple.hpp>
#include <boost/hana/type.hpp>
#include <strata/graph/forms.hpp>
#include <strata/graph/path.hpp>
#include <strata/layers/input.hpp>
#include <strata/layers/joins.hpp>
#include <strata/shape/types.hpp>
#include <utility>

namespace strata {

namespace hana = boost::hana;

/// Value number Id, of shape S.
template <int Id, class S>
struct value {
    static constexpr int id = Id;
    using shape_type = S;
};

/// One layer of the graph: reads the values Inputs, makes value Output.
template <class L, class Path, int Output, class... Inputs>
struct node {
    using layer_type = L;
    using path_type = Path;
    using inputs = types<Inputs...>;
    static constexpr int output_id = Output;
    using output_shape = typename L::template output<typename Inputs::shape_type...>;
    using parameters = typename L::template parameters<typename Inputs::shape_type...>;
};

/// A resolved network.
template <class Nodes, class Input, class Outputs>
struct graph {
    using nodes = Nodes;      ///< types<node...>, in order
    using input = Input;      ///< value<0, ...>
    using outputs = Outputs;  ///< types<value...>
};

/// The graph so far, and what the next part reads: one value, or several behind `heads`.
template <class Nodes, int NextId, class... Current>
struct state {};

/// Part number I of a form.
template <class Step, class Part>
struct numbered_part {};

template <class State, class Part, class Path>
struct expand;

/// One step of the fold.
template <class Path>
struct append {
    template <class State, class Step, class Part>
    constexpr auto operator()(hana::basic_type<State>, hana::basic_type<numbered_part<Step, Part>>) const {
        if constexpr (is_shape_error<State>)
            return hana::type<State>{};
        else
            return hana::type<typename expand<State, Part, typename Path::template then<Step>>::type>{};
    }
};

template <class State, class Path, class Indices, class... Parts>
struct expand_all;
template <class State, class Path, int... I, class... Parts>
struct expand_all<State, Path, std::integer_sequence<int, I...>, Parts...> {
    using type = typename std::remove_cvref_t<decltype(hana::fold_left(hana::tuple_t<numbered_part<index_step<I>, Parts>...>,
                                                   hana::type_c<State>, append<Path>{}))>::type;
};

// A layer: a node, or the first mistake.
template <class L, class Path, class Y, class Nodes, int Next, class... X>
struct placed {
    using type = state<concatenate<Nodes, types<node<L, Path, Next, X...>>>, Next + 1, value<Next, Y>>;
};
template <class L, class Path, class Code, class... Words, class Nodes, int Next, class... X>
struct placed<L, Path, refused<Code, Words...>, Nodes, Next, X...> {
    using type = shape_error<typename place_of<Path, L>::type, got<typename X::shape_type...>, Code, Words...>;
};
template <class L, class Path, class Nodes, int Next, class... X>
using place = typename placed<L, Path, typename L::template output<typename X::shape_type...>, Nodes, Next, X...>::type;

template <class State, class Part, class Path>
struct expand {
    using type = shape_error<typename place_of<Path, Part>::type, got<>, E16_heads_not_last>;
};
template <class Nodes, int Next, class X, class Part, class Path>
struct expand<state<Nodes, Next, X>, Part, Path> {
    using type = shape_error<typename place_of<Path, Part>::type, got<typename X::shape_type>, E11_not_a_layer>;
};
template <class Nodes, int Next, class X, Layer L, class Path>
struct expand<state<Nodes, Next, X>, L, Path> {
    using type = place<L, Path, Nodes, Next, X>;
};
template <class Nodes, int Next, class X, int... E, class Path>
struct expand<state<Nodes, Next, X>, input<E...>, Path> {
    using type = shape_error<typename place_of<Path, input<E...>>::type, got<typename X::shape_type>, E14_two_inputs>;
};

// The forms.
template <class Nodes, int Next, class X, class... Parts, class Path>
struct expand<state<Nodes, Next, X>, chain<Parts...>, Path>
    : expand_all<state<Nodes, Next, X>, Path, std::make_integer_sequence<int, sizeof...(Parts)>, Parts...> {};

template <class Part, class Indices>
struct copies;
template <class Part, int... I>
struct copies<Part, std::integer_sequence<int, I...>> {
    template <int>
    using again = Part;
    using type = chain<again<I>...>;
};
template <class Nodes, int Next, class X, int N, class Part, class Path>
struct expand<state<Nodes, Next, X>, repeat<N, Part>, Path>
    : expand<state<Nodes, Next, X>, typename copies<Part, std::make_integer_sequence<int, N>>::type, Path> {};

template <class Nodes, int Next, class X, text Name, class Part, class Path>
struct expand<state<Nodes, Next, X>, named<Name, Part>, Path>
    : expand<state<Nodes, Next, X>, Part, typename renamed<Path, name_step<Name>>::type> {};

/// Branches from one value: the state after all of them, whose current values are the branches' outputs in order.
template <class State, class From, class Collected>
struct branching {};
template <class Path>
struct append_branch {
    template <class Nodes, int Next, class Current, class From, class... Collected, class Step, class Part>
    constexpr auto operator()(hana::basic_type<branching<state<Nodes, Next, Current>, From, types<Collected...>>>,
                              hana::basic_type<numbered_part<Step, Part>>) const {
        using after = typename expand<state<Nodes, Next, From>, Part, typename Path::template then<Step>>::type;
        return collect<From, Collected...>(hana::type<after>{});
    }
    template <class Where, class Got, class Code, class... Words, class Step, class Part>
    constexpr auto operator()(hana::basic_type<shape_error<Where, Got, Code, Words...>> mistake,
                              hana::basic_type<numbered_part<Step, Part>>) const {
        return mistake;
    }

private:
    template <class From, class... Collected, class Nodes, int Next, class Y>
    static constexpr auto collect(hana::basic_type<state<Nodes, Next, Y>>) {
        return hana::type<branching<state<Nodes, Next, From>, From, types<Collected..., Y>>>{};
    }
    template <class From, class... Collected, class Where, class Got, class Code, class... Words>
    static constexpr auto collect(hana::basic_type<shape_error<Where, Got, Code, Words...>> mistake) {
        return mistake;
    }
};

template <class Join, class Path, class Branched>
struct joined {
    using type = Branched;  // a mistake in a branch
};
template <class Join, class Path, class Nodes, int Next, class From, class... Ys>
struct joined<Join, Path, branching<state<Nodes, Next, From>, From, types<Ys...>>> {
    using type = place<Join, Path, Nodes, Next, Ys...>;
};
template <class Path, class Nodes, int Next, class From, class... Ys>
struct joined<heads<>, Path, branching<state<Nodes, Next, From>, From, types<Ys...>>> {
    using type = state<Nodes, Next, Ys...>;
};

template <class Join, class State, class From, class Path, class... NumberedBranches>
struct expand_branches
    : joined<Join, Path,
             typename std::remove_cvref_t<decltype(hana::fold_left(hana::tuple_t<NumberedBranches...>,
                                               hana::type_c<branching<State, From, types<>>>,
                                               append_branch<Path>{}))>::type> {};

template <class Join, class State, class From, class Path, class Indices, class... Branches>
struct expand_numbered;
template <class Join, class State, class From, class Path, int... I, class... Branches>
struct expand_numbered<Join, State, From, Path, std::integer_sequence<int, I...>, Branches...>
    : expand_branches<Join, State, From, Path, numbered_part<index_step<I>, Branches>...> {};

template <class Nodes, int Next, class X, class... Branches, class Path>
struct expand<state<Nodes, Next, X>, concat<Branches...>, Path>
    : expand_numbered<concatenation, state<Nodes, Next, X>, X, Path,
                      std::make_integer_sequence<int, sizeof...(Branches)>, Branches...> {};
template <class Nodes, int Next, class X, class... Branches, class Path>
struct expand<state<Nodes, Next, X>, sum<Branches...>, Path>
    : expand_numbered<add, state<Nodes, Next, X>, X, Path, std::make_integer_sequence<int, sizeof...(Branches)>,
                      Branches...> {};
template <class Nodes, int Next, class X, class... Branches, class Path>
struct expand<state<Nodes, Next, X>, heads<Branches...>, Path>
    : expand_numbered<heads<>, state<Nodes, Next, X>, X, Path, std::make_integer_sequence<int, sizeof...(Branches)>,
                      Branches...> {};

// The shortcut is computed first, so that the body's last layer stands beside the sum and can be fused with it.
template <class State, class X, class Body, class Path>
struct body_after_shortcut {
    using type = State;  // a mistake in the shortcut
};
template <class Nodes, int Next, class Shortcut, class X, class Body, class Path>
struct body_after_shortcut<state<Nodes, Next, Shortcut>, X, Body, Path> {
    template <class After>
    struct sum_of {
        using type = After;  // a mistake in the body
    };
    template <class N, int I, class Y>
    struct sum_of<state<N, I, Y>> {
        using type = place<add, Path, N, I, Y, Shortcut>;
    };
    using type =
        typename sum_of<typename expand<state<Nodes, Next, X>, Body, typename Path::template then<name_step<"body">>>::type>::type;
};
template <class Nodes, int Next, class X, class Body, class Path>
struct expand<state<Nodes, Next, X>, residual<Body, void>, Path>
    : body_after_shortcut<state<Nodes, Next, X>, X, Body, Path> {};
template <class Nodes, int Next, class X, class Body, class Shortcut, class Path>
struct expand<state<Nodes, Next, X>, residual<Body, Shortcut>, Path>
    : body_after_shortcut<
          typename expand<state<Nodes, Next, X>, Shortcut, typename Path::template then<name_step<"shortcut">>>::type, X,
          Body, Path> {};

/// The graph of a net's list, or the first `shape_error`.
template <class... Parts>
struct resolved {
    using type = shape_error<chain<Parts...>, got<>, E12_no_input>;
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
    template <class Nodes, int Next, class... Outputs>
    struct finished<state<Nodes, Next, Outputs...>> {
        using type = graph<Nodes, in, types<Outputs...>>;
    };
    using type = typename finished<typename expand<state<types<>, 1, in>, chain<Parts...>, path<>>::type>::type;
};
template <int... Extents, class... Parts>
    requires(sizeof...(Extents) == 0 || ((Extents < 1) || ...))
struct resolved<input<Extents...>, Parts...> {
    using type = shape_error<input<Extents...>, got<>, E09_size_not_positive>;
};

template <class... Parts>
using resolve = typename resolved<Parts...>::type;

}  // namespace strata
