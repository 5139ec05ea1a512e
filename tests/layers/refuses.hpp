// SPDX-License-Identifier: MIT
#pragma once
/// What is refused, by its code alone: the words behind a code may change.
#include <type_traits>

#include <strata/graph/resolve.hpp>

namespace strata::test {

template <class Answer>
struct code_of {
    using type = void;
};
template <class Code, class... Words>
struct code_of<refused<Code, Words...>> {
    using type = Code;
};
template <class Where, class Got, class Code, class... Words>
struct code_of<shape_error<Where, Got, Code, Words...>> {
    using type = Code;
};

/// Layer L refuses inputs of shapes X with this code.
template <class L, class Code, class... X>
concept refuses = std::is_same_v<typename code_of<typename L::template output<X...>>::type, Code>;

/// A net of these parts is a mistake with this code.
template <class Code, class... Parts>
concept mistaken = std::is_same_v<typename code_of<resolve<Parts...>>::type, Code>;

/// Layer L makes shape Y of shapes X.
template <class L, class Y, class... X>
concept makes = std::is_same_v<typename L::template output<X...>, Y>;

}  // namespace strata::test
