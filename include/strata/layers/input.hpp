// SPDX-License-Identifier: MIT
#pragma once
#include <strata/layer/layer.hpp>

namespace strata {

/// What one sample looks like: `input<C, H, W>` for images, `input<L, D>` for sequences, `input<N>` for
/// vectors. The first of a net's list. A network that reads more has its other inputs behind it, each with a
/// name, at which `from` and `with` read it like a tap:
///
///     net<input<100>, named<"label", input<10>>, concat<chain<>, from<"label">>, dense<784>>
template <int... Extents>
struct input {
    using shape_type = shape<Extents...>;
    static constexpr bool whole = false;
};

/// An input of whole numbers, which counts and has no gradient: letters, words, classes. They are handed over
/// as integers; a run holds them as its own numbers, exact up to 2^24 in `float`.
template <int... Extents>
struct whole_input {
    using shape_type = shape<Extents...>;
    static constexpr bool whole = true;
};

template <class L>
inline constexpr bool is_input = false;
template <int... Extents>
inline constexpr bool is_input<input<Extents...>> = true;
template <int... Extents>
inline constexpr bool is_input<whole_input<Extents...>> = true;
}  // namespace strata
