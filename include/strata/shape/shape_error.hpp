// SPDX-License-Identifier: MIT
#pragma once
/// The words that compile-time errors are made of.
///
/// A layer that cannot take its input does not assert. Its `output` is a `refused<...>`, which says what is wrong; the
/// pass over the network adds where (`shape_error<at_layer<...>, got<...>, ...>`), hands it up as a value, and `net`
/// speaks once, at the top.

#include <strata/shape/text.hpp>

namespace strata {

/// The answer of a layer that cannot take its input: a code of the catalogue, then words.
template <class Code, class... Words>
struct refused {};

/// A mistake and its place: what `resolve` returns instead of a graph.
template <class Where, class Got, class Code, class... Words>
struct shape_error {};

template <class T>
inline constexpr bool is_refused = false;
template <class Code, class... Words>
inline constexpr bool is_refused<refused<Code, Words...>> = true;

template <class T>
inline constexpr bool is_shape_error = false;
template <class Where, class Got, class Code, class... Words>
inline constexpr bool is_shape_error<shape_error<Where, Got, Code, Words...>> = true;

/// Layer `Index` of the list (the first after the input is 0), as the user wrote it.
template <int Index, class Layer>
struct at_layer {};
/// A place inside a form: the outer place, then the inner one.
template <class... Places>
struct inside {};
/// The layer that is called so.
template <text Name, class Layer>
struct named_part {};

/// What came in.
template <class... Shapes>
struct got {};
/// What would have been right.
template <class... What>
struct expected {};
/// What to write instead.
template <class... What>
struct write_instead {};
/// (W - F + 2P) / S + 1, with its numbers.
template <int W, int F, int P, int S>
struct window_rule {};
/// The axis two shapes differ in.
template <int Axis>
struct differ_in_axis {};

// The catalogue's codes.
struct E01_output_not_whole {};
struct E02_window_larger_than_input {};
struct E03_layer_needs_a_vector {};
struct E04_layer_needs_an_image {};
struct E05_channels_not_divisible_by_groups {};
struct E06_padding_not_below_window {};
struct E07_branches_of_unequal_shape {};
struct E08_branches_differ_beyond_channels {};
struct E09_size_not_positive {};
struct E10_rate_outside_0_1 {};
struct E11_not_a_layer {};
struct E12_no_input {};
struct E13_input_not_first {};
struct E14_two_inputs {};
struct E15_two_parts_of_one_name {};
struct E16_heads_not_last {};
struct E17_same_needs_an_odd_window {};

}  // namespace strata
