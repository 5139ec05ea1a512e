// SPDX-License-Identifier: MIT
#pragma once
/// What a type lacks to be what a contract says, a layer, a loss or a metric: a list of types that stand for
/// the parts, each with a `sentence`.
#include <strata/shape/types.hpp>
#include <type_traits>

namespace strata {

/// A part of a contract in the list of those that are missing.
template <class Missing, bool There>
using missing_unless = std::conditional_t<There, types<>, types<Missing>>;

}  // namespace strata
