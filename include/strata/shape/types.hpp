// SPDX-License-Identifier: MIT
#pragma once
/// A list of types, and access to the I-th of them in one step.
#include <cstddef>
#include <initializer_list>
#include <strata/int64.hpp>
#include <utility>

namespace strata {

template <class... Ts>
struct types {
    static constexpr int size = sizeof...(Ts);
};

template <class... Lists>
struct concatenated {
    using type = types<>;
};
template <class... As>
struct concatenated<types<As...>> {
    using type = types<As...>;
};
template <class... As, class... Bs, class... Rest>
struct concatenated<types<As...>, types<Bs...>, Rest...> : concatenated<types<As..., Bs...>, Rest...> {};

/// The lists, one after the other.
template <class... Lists>
using concatenate = typename concatenated<Lists...>::type;

/// The sum of numbers that a pack expands to. The nodes of a network are too many for a fold: compilers limit
/// how deep its parentheses nest.
constexpr int64 total(std::initializer_list<int64> numbers) {
    int64 sum = 0;
    for (const int64 n : numbers) sum += n;
    return sum;
}

template <class T>
struct type_holder {
    using type = T;
};

template <std::size_t Index, class T>
struct numbered {};

template <class Indices, class List>
struct numbered_list;
template <std::size_t... Index, class... Ts>
struct numbered_list<std::index_sequence<Index...>, types<Ts...>> : numbered<Index, Ts>... {};

template <std::size_t Index, class T>
type_holder<T> pick(const numbered<Index, T>&);

/// The I-th type of a list: overload resolution finds the base class, without a recursion.
template <class List, std::size_t Index>
using type_at = typename decltype(pick<Index>(
    numbered_list<std::make_index_sequence<static_cast<std::size_t>(List::size)>, List>{}))::type;

}  // namespace strata
