// SPDX-License-Identifier: MIT
#pragma once
/// Numbers as template arguments: clang 14 takes no floating-point ones, so a rate or a slope is a ratio.
#include <ratio>

namespace strata {

/// A rate in hundredths: `dropout<percent<50>>`.
template <int N>
struct percent : std::ratio<N, 100> {};

/// A ratio as a number of type T.
template <class R, class T>
inline constexpr T number_of = static_cast<T>(static_cast<double>(R::num) / static_cast<double>(R::den));

/// Whether it is a ratio in [0, 1): a share that can be dropped.
template <class R>
inline constexpr bool is_rate = [] {
    if constexpr (requires { R::num < R::den; })
        return R::num >= 0 && R::num < R::den;
    else
        return false;
}();

/// A ratio of at least 0.
template <class R>
concept NotNegative = requires { R::den; } && R::num >= 0;

}  // namespace strata
