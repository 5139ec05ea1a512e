// SPDX-License-Identifier: MIT
#pragma once
/// The words that compile-time errors are made of.
///
/// A layer that cannot take its input does not assert. Its `output` is a `refused<...>`, which says what is
/// wrong; the pass over the network adds where (`shape_error<at_layer<...>, got<...>, ...>`), hands it up as
/// a value, and `net` speaks once, at the top. The codes themselves, with the sentences they turn into, are
/// in `strata/errors`.
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

/// Whether T is a mistake of one code, whatever its place and words.
template <class T, class Code>
inline constexpr bool is_error_of = false;
template <class Where, class Got, class Code, class... Words>
inline constexpr bool is_error_of<shape_error<Where, Got, Code, Words...>, Code> = true;
template <class Code, class... Words>
inline constexpr bool is_error_of<refused<Code, Words...>, Code> = true;

/// Layer `Index` of its list (the first after the input is 0), as the user wrote it.
template <int Index, class Layer>
struct at_layer {};
/// The layer that is called so.
template <text Name, class Layer>
struct named_part {};
/// A place inside forms, outermost first.
template <class... Places>
struct inside {};

/// What a layer would make, with extents that may be too large for a shape.
template <int64... Extents>
struct would_make {};
/// A parameter of such extents.
template <text Name, int64... Extents>
struct parameter_of {};

/// What came in.
template <class... Shapes>
struct got {};
/// What would have been right.
template <class... What>
struct expected {};
/// What to write instead.
template <class... What>
struct write_instead {};
/// The shortcut that would fit a residual's body.
template <class Layer>
struct shortcut_of {};
/// What a repair turns the output into.
template <class Repair, int... Extents>
struct gives {};
/// Which axis a rule is told of: that of an image's rows, that of its columns, both, where they are alike, or
/// the only one of a sequence.
enum class along { height, width, both, length };
/// (W - F + 2P) / S + 1 with its numbers, of which F is what the taps span, and P the zeros on each side.
template <along Axis, int W, int F, int Before, int After, int S>
struct window_rule {};
/// `window<Rows, Columns>`, which is a value, as a word.
template <int Rows, int Columns>
struct stated_size {};
/// (H - 1) S - 2P + F + A, with its numbers; F is what the taps span.
template <along Axis, int H, int F, int Before, int After, int S, int A>
struct transposed_rule {};
/// Groups of N neighbouring channels each.
template <int N>
struct groups_of {};
/// What a number is, where it is no slope.
struct factor_of_channels {};
/// So many numbers of an axis from one on, and how many the axis has.
template <int First, int Count, int Extent>
struct taken_of {};
/// A reflection of so many numbers of an axis that has so many.
template <int Reflected, int Extent>
struct reflected_of {};
/// Whether two matrices could be multiplied if the second one was turned.
template <bool Fits>
struct if_turned {};
/// Images of H rows and W columns.
template <int H, int W>
struct pixels_for_places {};
/// The axis two shapes differ in: 0 is the channels.
template <int Axis>
struct differ_in_axis {};
/// The axis two sequences differ in: 0 is the places, 1 the features.
template <int Axis>
struct differ_in_sequence_axis {};
/// The names of the taps that there are.
template <text... Names>
struct tap_names {};
/// What two things of one name are, where they are no parts beside each other.
struct both_taps {};
struct shared_and_named {};
/// They have not as many axes.
struct differ_in_rank {};

}  // namespace strata
