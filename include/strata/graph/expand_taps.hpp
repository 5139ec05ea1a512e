// SPDX-License-Identifier: MIT
#pragma once
/// Values that are read again elsewhere: `tap`, `from`, `with`.
#include <strata/graph/expand_lists.hpp>

namespace strata {

template <class List>
struct tap_set;
template <class... Taps>
struct tap_set<types<Taps...>> : Taps... {};

template <text Name, class Value>
type_holder<Value> find_tap(const tapped<Name, Value>&);
template <text Name>
type_holder<void> find_tap(...);

/// The value that is tapped under a name, or void. Overload resolution finds it.
template <class Taps, text Name>
using tapped_value = typename decltype(find_tap<Name>(tap_set<Taps>{}))::type;

template <class Taps>
struct names_of_taps;
template <text... Names, class... Values>
struct names_of_taps<types<tapped<Names, Values>...>> {
    using type = tap_names<Names...>;
};

template <class Nodes, class... Taps, class Shared, class Around, int Next, class X, text Name, class Path>
struct expand<expansion_state<graph_so_far<Nodes, types<Taps...>, Shared, Around>, Next, X>, tap<Name>,
              Path> {
    using type = std::conditional_t<
        std::is_void_v<tapped_value<types<Taps...>, Name>>,
        expansion_state<graph_so_far<Nodes, types<Taps..., tapped<Name, X>>, Shared, Around>, Next, X>,
        shape_error<typename place_of<Path, tap<Name>>::type, got<typename X::shape_type>,
                    E15_two_parts_of_one_name, name_step<Name>, both_taps>>;
};

/// No tap is called so.
template <class Path, class Part, class X, text Name, class Taps>
using no_tap = shape_error<typename place_of<Path, Part>::type, got<typename X::shape_type>,
                           E38_no_tap_of_this_name, name_step<Name>, typename names_of_taps<Taps>::type>;

template <class Value, class State, text Name, class Path, class... Parts>
struct expand_from;
template <class Value, class Built, int Next, class X, text Name, class Path, class... Parts>
struct expand_from<Value, expansion_state<Built, Next, X>, Name, Path, Parts...>
    : expand<expansion_state<Built, Next, Value>, chain<Parts...>, Path> {};
template <class Nodes, class Taps, class Shared, class Around, int Next, class X, text Name, class Path,
          class... Parts>
struct expand_from<void, expansion_state<graph_so_far<Nodes, Taps, Shared, Around>, Next, X>, Name, Path,
                   Parts...> {
    using type = no_tap<Path, from<Name, Parts...>, X, Name, Taps>;
};
template <class Nodes, class Taps, class Shared, class Around, int Next, class X, text Name, class... Parts,
          class Path>
struct expand<expansion_state<graph_so_far<Nodes, Taps, Shared, Around>, Next, X>, from<Name, Parts...>, Path>
    : expand_from<tapped_value<Taps, Name>,
                  expansion_state<graph_so_far<Nodes, Taps, Shared, Around>, Next, X>, Name, Path, Parts...> {
};

template <class Value, class State, text Name, class L, class Path>
struct expand_with {
    using type = shape_error<typename place_of<Path, L>::type, got<>, E11_not_a_layer>;
};
template <class Value, class Built, int Next, class X, text Name, Layer L, class Path>
struct expand_with<Value, expansion_state<Built, Next, X>, Name, L, Path> {
    using type =
        shape_error<typename place_of<Path, L>::type, got<typename X::shape_type, typename Value::shape_type>,
                    E30_layer_without_output>;
};
template <class Value, class Built, int Next, class X, text Name, Layer L, class Path>
requires requires { typename L::template output<typename X::shape_type, typename Value::shape_type>; }
struct expand_with<Value, expansion_state<Built, Next, X>, Name, L, Path> {
    using type = place<L, Path, Built, Next, X, Value>;
};
template <class Nodes, class Taps, class Shared, class Around, int Next, class X, text Name, Layer L,
          class Path>
struct expand_with<void, expansion_state<graph_so_far<Nodes, Taps, Shared, Around>, Next, X>, Name, L, Path> {
    using type = no_tap<Path, with<Name, L>, X, Name, Taps>;
};
template <class Nodes, class Taps, class Shared, class Around, int Next, class X, text Name, class L,
          class Path>
struct expand<expansion_state<graph_so_far<Nodes, Taps, Shared, Around>, Next, X>, with<Name, L>, Path>
    : expand_with<tapped_value<Taps, Name>,
                  expansion_state<graph_so_far<Nodes, Taps, Shared, Around>, Next, X>, Name, L, Path> {};

}  // namespace strata
