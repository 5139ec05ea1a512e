// SPDX-License-Identifier: MIT
#pragma once
/// What losses and metrics have in common: `decision<Y>` is Y where outputs of shape Y can be taken, else a
/// `refused<...>` that says why not.
#include <strata/shape/missing.hpp>
#include <strata/shape/shape.hpp>
#include <strata/shape/shape_error.hpp>
#include <type_traits>

namespace strata {

/// Whether L says of outputs of shape Y that it takes them or why not.
template <class L, class Y>
inline constexpr bool decides_over = false;
template <class L, class Y>
requires requires { typename L::template decision<Y>; }
inline constexpr bool decides_over<L, Y> =
    std::is_same_v<typename L::template decision<Y>, Y> || is_refused<typename L::template decision<Y>>;

/// Whether L takes outputs of shape Y.
template <class L, class Y>
inline constexpr bool takes = false;
template <class L, class Y>
requires decides_over<L, Y>
inline constexpr bool takes<L, Y> = std::is_same_v<typename L::template decision<Y>, Y>;

/// Whether it decides over vectors, sequences or images.
template <class L>
inline constexpr bool decides =
    decides_over<L, shape<2>> || decides_over<L, shape<2, 2>> || decides_over<L, shape<2, 2, 2>>;

}  // namespace strata
