// SPDX-License-Identifier: MIT
#pragma once
/// Output shapes whose extents are computed: 64 bits wide, until it is known that they fit.
#include <strata/shape/codes.hpp>
#include <strata/shape/shape.hpp>
#include <strata/shape/shape_error.hpp>
#include <type_traits>

namespace strata {

/// Whether a value of these extents can be: at most `most_elements` a sample.
template <int64... Extents>
inline constexpr bool can_be = count_elements({Extents...}) <= most_elements;

/// `shape<Extents...>`, or E45 where it is too large.
template <int64... Extents>
using sized = std::conditional_t<can_be<Extents...>, shape<static_cast<int>(Extents)...>,
                                 refused<E45_too_large, would_make<Extents...>>>;

/// The axis that a shape differs from X in.
template <Shape X, int Axis>
using differ_in = std::conditional_t<Sequence<X>, differ_in_sequence_axis<Axis>, differ_in_axis<Axis>>;

template <class X, int64 C>
struct rechanneled_to_size;
template <int Old, int... Rest, int64 C>
struct rechanneled_to_size<shape<Old, Rest...>, C> {
    using type = sized<C, Rest...>;
};
template <int L, int Old, int64 C>
struct rechanneled_to_size<shape<L, Old>, C> {
    using type = sized<L, C>;
};
/// X with another number of channels, or E45.
template <Shape X, int64 C>
using sized_with_channels = typename rechanneled_to_size<X, C>::type;

/// What windows, strides, paddings and dilations are below, so that what they span is an int.
inline constexpr int most_in_window = 1 << 14;

}  // namespace strata
