// SPDX-License-Identifier: MIT
#pragma once
/// What an environment can be told to do: one of so many things, or so many numbers.
#include <array>
#include <cstddef>
#include <strata/error.hpp>
#include <strata/kernels/floating_point.hpp>
#include <strata/target.hpp>
#include <string>

namespace strata {

/// One of 0, ..., N - 1.
template <int N>
struct one_of {
    static_assert(N > 0, "an environment has at least one action");
    static constexpr int count = N;
    using type = int;
};

/// N numbers, each in [-Most, Most].
template <int N, int Most>
struct numbers_within {
    static_assert(N > 0 && Most > 0, "an action is at least one number, and its bound positive");
    static constexpr int count = N;
    static constexpr int most = Most;
    using type = std::array<double, static_cast<std::size_t>(N)>;
};

template <class A>
inline constexpr bool is_one_of = false;
template <int N>
inline constexpr bool is_one_of<one_of<N>> = true;
template <class A>
inline constexpr bool is_numbers_within = false;
template <int N, int Most>
inline constexpr bool is_numbers_within<numbers_within<N, Most>> = true;

/// What an environment names as its `action`.
template <class A>
concept ActionKind = is_one_of<A> || is_numbers_within<A>;

}  // namespace strata

namespace strata::inline STRATA_TARGET {

/// Throws where `a` is none of the actions of this kind.
template <ActionKind A>
void require_action(const typename A::type& a, const char* environment) {
    if constexpr (is_one_of<A>) {
        if (a < 0 || a >= A::count)
            throw_error({.problem = "there is no such action",
                         .name = environment,
                         .expected = "0 to " + std::to_string(A::count - 1),
                         .found = std::to_string(a)});
    } else {
        for (const double number : a)
            if (!is_finite(number) || number < -A::most || number > A::most)
                throw_error({.problem = "a number of the action is out of its range",
                             .name = environment,
                             .expected = '-' + std::to_string(A::most) + " to " + std::to_string(A::most),
                             .found = std::to_string(number)});
    }
}

}  // namespace strata::inline STRATA_TARGET
