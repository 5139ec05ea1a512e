// SPDX-License-Identifier: MIT
#pragma once
/// What a user hands over as a network: one, or something else, which is said once and stood in for.
#include <strata/graph/net.hpp>
#include <type_traits>

namespace strata {

/// Whether T is a form or another list of parts, which is no network by itself.
template <class T>
inline constexpr bool is_list_of_parts = false;
template <template <class...> class Form, class... Parts>
inline constexpr bool is_list_of_parts<Form<Parts...>> = true;
template <template <text, class...> class Form, text Name, class... Parts>
inline constexpr bool is_list_of_parts<Form<Name, Parts...>> = true;

template <class N>
concept Complete = requires {
    sizeof(N);
};

/// Whether N may be what a compiler leaves of `struct mine : net<...> {};` where it could not read the list:
/// an empty class, or one that is declared and no more. The error that it has had for that is then the one to
/// repair, and a second would hide it.
template <class N>
concept MayHaveLostItsBase = std::is_class_v<N> &&
    (!Complete<N> || (!Network<N> && !Layer<N> && !is_list_of_parts<N> && std::is_empty_v<N>));

/// N, or the mistake.
template <class N>
struct network_decision_of {
    using type = shape_error<N, got<>, E47_not_a_network>;
};
template <class N>
requires Network<N> || MayHaveLostItsBase<N>
struct network_decision_of<N> {
    using type = N;
};
template <class N>
using network_decision = typename network_decision_of<N>::type;

/// N where it is a network, else what stands in for one that cannot work, of which nothing more is said.
template <class N>
struct network_or_none {
    using type = refused_network;
};
template <Network N>
struct network_or_none<N> {
    using type = N;
};

/// Compilers refuse a call of this when all of a file has been read, and only where there was no error
/// before: the sentence comes if it is news.
[[gnu::error(
    "a model of a type that is no network: derive it from net<input<C, H, W>, ...> (E47, "
    "docs/errors.md)")]] void
refuse_lost_network();

/// Called where a program begins to use N.
template <class N>
void require_network() {
    if constexpr (MayHaveLostItsBase<N>) refuse_lost_network();
}

}  // namespace strata
