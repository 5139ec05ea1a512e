// SPDX-License-Identifier: MIT
#pragma once
/// Parts one after the other: `chain`, `repeat`, and what a part is called: `named`.
#include <strata/graph/expansion.hpp>

namespace strata {

template <class Built, int Next, class X, class... Parts, class Path>
struct expand<expansion_state<Built, Next, X>, chain<Parts...>, Path>
    : expand_all<expansion_state<Built, Next, X>, typename Path::template then<in_chain>,
                 std::make_integer_sequence<int, sizeof...(Parts)>, Parts...> {};

template <class Part, class Indices>
struct copies;
template <class Part, int... Index>
struct copies<Part, std::integer_sequence<int, Index...>> {
    template <int>
    using again = Part;
    using type = chain<again<Index>...>;
};
template <class Built, int Next, class X, int N, class Part, class Path>
struct expand<expansion_state<Built, Next, X>, repeat<N, Part>, Path> {
    using type = shape_error<typename form_place<Path, in_repeat>::type, got<typename X::shape_type>,
                             E27_form_without_parts>;
};
template <class State, class Path, class Copies>
struct expand_copies;
template <class State, class Path, class... Parts>
struct expand_copies<State, Path, chain<Parts...>>
    : expand_all<State, typename Path::template then<in_repeat>,
                 std::make_integer_sequence<int, sizeof...(Parts)>, Parts...> {};
template <class Built, int Next, class X, int N, class Part, class Path>
requires(N > 0) struct expand<expansion_state<Built, Next, X>, repeat<N, Part>, Path>
    : expand_copies<expansion_state<Built, Next, X>, Path,
                    typename copies<Part, std::make_integer_sequence<int, N>>::type> {
};

template <class Built, int Next, class X, text Name, class Part, class Path>
struct expand<expansion_state<Built, Next, X>, named<Name, Part>, Path> {
    using type = shape_error<typename place_of<Path, named<Name, Part>>::type, got<typename X::shape_type>,
                             E28_name_not_usable, name_step<Name>>;
};
/// At least one letter and no dot.
constexpr bool usable_part_name(std::string_view name) {
    return !name.empty() && name.find('.') == std::string_view::npos;
}
/// Besides no number, where the numbers of parts that it must not be are not at hand.
constexpr bool usable_name(std::string_view name) {
    return usable_part_name(name) && name.find_first_not_of("0123456789") != std::string_view::npos;
}
/// Whether a part is a branch of `heads`, whose numbers go on from those of the list that they end.
template <class Path>
inline constexpr bool is_branch_of_heads = false;
template <class... Steps>
requires(sizeof...(Steps) > 1) inline constexpr bool is_branch_of_heads<path<Steps...>> =
    std::is_same_v<type_at<types<Steps...>, static_cast<int>(sizeof...(Steps)) - 2>, in_heads>;

template <class Built, int Next, class X, text Name, class Part, class Path>
requires(is_branch_of_heads<Path>
             ? usable_name(Name.view())
             : usable_part_name(
                   Name.view())) struct expand<expansion_state<Built, Next, X>, named<Name, Part>, Path>
    : expand<expansion_state<Built, Next, X>, Part, typename renamed<Path, name_step<Name>>::type> {
};

}  // namespace strata
