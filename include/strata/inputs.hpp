// SPDX-License-Identifier: MIT
#pragma once
/// The samples of a network with several inputs, in one argument.
#include <strata/kept.hpp>
#include <strata/target.hpp>
#include <tuple>
#include <type_traits>
#include <utility>

namespace strata::inline STRATA_TARGET {

/// Arrays in the order of a network's inputs. X are as forwarding references deduce them.
template <class... X>
struct array_inputs {
    std::tuple<kept<X>...> arrays;
};

/// An array for each input of a network, in the order of its list:
///
///     m.predict(inputs(pixels, angles))
///     array_set{inputs(pixels, angles), t}
///
/// What has a name is referred to, a temporary is kept.
template <class... X>
requires(sizeof...(X) > 0) [[nodiscard]] array_inputs<X...> inputs(X&&... x) {
    return {std::tuple<kept<X>...>(kept<X>(std::forward<X>(x))...)};
}

template <class E>
inline constexpr bool is_array_inputs = false;
template <class... X>
inline constexpr bool is_array_inputs<array_inputs<X...>> = true;

/// The arrays of several inputs.
template <class E>
concept SeveralInputs = is_array_inputs<std::remove_cvref_t<E>>;

/// What `body` makes of the arrays, of one input or of several.
template <class E, class Body>
decltype(auto) with_arrays(const E& x, Body&& body) {
    if constexpr (SeveralInputs<E>)
        return std::apply([&](const auto&... array) -> decltype(auto) { return body(*array...); }, x.arrays);
    else
        return body(x);
}

}  // namespace strata::inline STRATA_TARGET
