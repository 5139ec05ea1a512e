// SPDX-License-Identifier: MIT
#pragma once
/// Reading of the options that follow a layer's sizes: `conv<16, 3, stride<2>, pad<1>, no_bias>`.
#include <strata/layers/initializers.hpp>
#include <strata/shape/window.hpp>
#include <type_traits>

namespace strata {

/// The number inside the option `Option<N>` of a list, or a default.
template <template <int> class Option, class... Options>
struct option_value {
    static constexpr int or_else(int otherwise) { return otherwise; }
};
template <template <int> class Option, int N, class... Rest>
struct option_value<Option, Option<N>, Rest...> {
    static constexpr int or_else(int) { return N; }
};
template <template <int> class Option, class First, class... Rest>
struct option_value<Option, First, Rest...> : option_value<Option, Rest...> {};

template <class Option, class... Options>
inline constexpr bool has_option = (std::is_same_v<Option, Options> || ...);

/// The initializer among the options, or a default.
template <class Default, class... Options>
struct chosen_initializer {
    using type = Default;
};
template <class Default, class I, class... Rest>
struct chosen_initializer<Default, init<I>, Rest...> {
    using type = I;
};
template <class Default, class First, class... Rest>
struct chosen_initializer<Default, First, Rest...> : chosen_initializer<Default, Rest...> {};

}  // namespace strata
