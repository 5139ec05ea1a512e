// SPDX-License-Identifier: MIT
#pragma once
/// What is refused, by its code alone: the words behind a code may change.
#include <type_traits>

#include <strata/graph/resolve.hpp>

namespace strata::test {

/// Layer L refuses inputs of shapes X with this code.
template <class L, class Code, class... X>
concept refuses = is_error_of<typename L::template output<X...>, Code>;

/// A net of these parts is a mistake with this code.
template <class Code, class... Parts>
concept mistaken = is_error_of<resolve<Parts...>, Code>;

/// Layer L makes shape Y of shapes X.
template <class L, class Y, class... X>
concept makes = std::is_same_v<typename L::template output<X...>, Y>;

}  // namespace strata::test
