// SPDX-License-Identifier: MIT
#pragma once
/// Parts beside each other: `concat`, `sum`, `multiply`, `maximum`, `minimum`, `heads`, `residual`.
#include <strata/graph/expansion.hpp>
#include <strata/graph/projection.hpp>
#include <strata/layers/extremes.hpp>
#include <strata/layers/joins.hpp>
#include <strata/layers/multiplication.hpp>

namespace strata {

/// The state behind a branch or a side of a residual, which has to be one value.
template <class After, class Path, class Part>
struct one_value {
    using type = After;
};
template <class Built, int Next, class First, class Second, class... Rest, class Path, class Part>
struct one_value<expansion_state<Built, Next, First, Second, Rest...>, Path, Part> {
    using type = shape_error<
        typename place_of<Path, Part>::type,
        got<typename First::shape_type, typename Second::shape_type, typename Rest::shape_type...>,
        E16_nothing_after_heads>;
};
template <class State, class Part, class Path>
using expand_to_one_value = typename one_value<typename expand<State, Part, Path>::type, Path, Part>::type;

/// Branches from one value: the state after all of them, whose current values are the branches' outputs in
/// order.
template <class State, class From, class Collected>
struct branching {};
template <class After, class From, class... Collected>
struct collect {
    using type = After;  // a mistake in the branch
};
template <class Built, int Next, class Y, class From, class... Collected>
struct collect<expansion_state<Built, Next, Y>, From, Collected...> {
    using type = branching<expansion_state<Built, Next, From>, From, types<Collected..., Y>>;
};
template <class State, class Path, class Part>
struct append_branch {
    using type = State;  // a mistake in a branch before
};
template <class Built, int Next, class Current, class From, class... Collected, class Path, class Part>
struct append_branch<branching<expansion_state<Built, Next, Current>, From, types<Collected...>>, Path, Part>
    : collect<expand_to_one_value<expansion_state<Built, Next, From>, Part, Path>, From, Collected...> {};

/// The mistake of a join, said of the form, with what would fit.
template <class State, class Path, class Form, class... Instead>
struct said_of_form {
    using type = State;
};
template <class Where, class Got, class Code, class... Words, class Path, class Form, class... Instead>
struct said_of_form<shape_error<Where, Got, Code, Words...>, Path, Form, Instead...> {
    using type = shape_error<typename form_place<Path, Form>::type, Got, Code, Words..., Instead...>;
};

template <class Join, class Form, class Path, class Branched>
struct joined {
    using type = Branched;  // a mistake in a branch
};
template <class Join, class Form, class Path, class Built, int Next, class From, class... Ys>
struct joined<Join, Form, Path, branching<expansion_state<Built, Next, From>, From, types<Ys...>>>
    : said_of_form<place<Join, Path, Built, Next, Ys...>, Path, Form> {};
template <class Path, class Built, int Next, class From, class... Ys>
struct joined<heads<>, in_heads, Path, branching<expansion_state<Built, Next, From>, From, types<Ys...>>> {
    using type = expansion_state<Built, Next, Ys...>;
};
template <class Join, class Form, class Path, class Built, int Next, class From>
struct joined<Join, Form, Path, branching<expansion_state<Built, Next, From>, From, types<>>> {
    using type = shape_error<typename form_place<Path, Form>::type, got<typename From::shape_type>,
                             E27_form_without_parts>;
};
template <class Path, class Built, int Next, class From>
struct joined<heads<>, in_heads, Path, branching<expansion_state<Built, Next, From>, From, types<>>> {
    using type = shape_error<typename form_place<Path, in_heads>::type, got<typename From::shape_type>,
                             E27_form_without_parts>;
};

template <class Join, class Form, class State, class From, class Path, class... NumberedBranches>
struct expand_branches
    : joined<Join, Form, Path,
             typename folded_parts<append_branch, branching<State, From, types<>>,
                                   typename Path::template then<Form>, NumberedBranches...>::type> {};

template <class Join, class Form, class State, class From, class Path, class Indices, class... Branches>
struct expand_numbered;
template <class Join, class Form, class State, class From, class Path, int... Index, class... Branches>
struct expand_numbered<Join, Form, State, From, Path, std::integer_sequence<int, Index...>, Branches...>
    : expand_branches<Join, Form, State, From, Path, numbered_part<index_step<Index>, Branches>...> {};

/// What the branches of a form meet in, and the step into the form.
template <class Join, class Step>
struct joined_by {
    using join = Join;
    using step = Step;
};
template <template <class...> class Form>
struct join_of;
template <>
struct join_of<concat> : joined_by<concatenation, in_concat> {};
template <>
struct join_of<sum> : joined_by<add, in_sum> {};
template <>
struct join_of<multiply> : joined_by<multiplication, in_multiply> {};
template <>
struct join_of<maximum> : joined_by<largest, in_maximum> {};
template <>
struct join_of<minimum> : joined_by<smallest, in_minimum> {};
template <>
struct join_of<heads> : joined_by<heads<>, in_heads> {};

template <class Built, int Next, class X, template <class...> class Form, class... Branches, class Path>
requires requires { typename join_of<Form>::join; }
struct expand<expansion_state<Built, Next, X>, Form<Branches...>, Path>
    : expand_numbered<typename join_of<Form>::join, typename join_of<Form>::step,
                      expansion_state<Built, Next, X>, X, Path,
                      std::make_integer_sequence<int, sizeof...(Branches)>, Branches...> {};

// The shortcut is computed first, so that the body's last layer stands beside the sum and can be fused with
// it.
template <class State, class X, class Body, class Path>
struct body_after_shortcut {
    using type = State;  // a mistake in the shortcut
};
template <class Built, int Next, class Shortcut, class X, class Body, class Path>
struct body_after_shortcut<expansion_state<Built, Next, Shortcut>, X, Body, Path> {
    template <class After>
    struct sum_of {
        using type = After;  // a mistake in the body
    };
    template <class N, int Index, class Y>
    struct sum_of<expansion_state<N, Index, Y>>
        : said_of_form<place<add, Path, N, Index, Y, Shortcut>, Path, in_residual,
                       projection<typename X::shape_type, typename Y::shape_type>> {};
    using type = typename sum_of<
        expand_to_one_value<expansion_state<Built, Next, X>, Body,
                            typename Path::template then<in_residual>::template then<in_body>>>::type;
};
template <class Built, int Next, class X, class Body, class Path>
struct expand<expansion_state<Built, Next, X>, residual<Body, void>, Path>
    : body_after_shortcut<expansion_state<Built, Next, X>, X, Body, Path> {};
template <class Built, int Next, class X, class Body, class Shortcut, class Path>
struct expand<expansion_state<Built, Next, X>, residual<Body, Shortcut>, Path>
    : body_after_shortcut<
          expand_to_one_value<expansion_state<Built, Next, X>, Shortcut,
                              typename Path::template then<in_residual>::template then<in_shortcut>>,
          X, Body, Path> {};

}  // namespace strata
