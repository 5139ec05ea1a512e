// SPDX-License-Identifier: MIT
#pragma once
/// What the answers of a batch are compared with: arrays of any kind and any number, as types.
///
///     target<class_numbers>                        t: [N]          the right class of each sample
///     target<class_numbers, shape<H, W>>           t: [N, H, W]    of each pixel
///     target<real_numbers, Y>                      t: [N, Y...]    a number for each element of the output
///     ragged_target<real_numbers, shape<5>>        t: [R, 5]       any number of rows a sample, R in all
///     several_targets<target<...>, target<...>>    several arrays
///     several_targets<>                            none: the answer is judged by itself
///
/// A loss and a metric name theirs for each shape of the output: `target<Y>`.
#include <strata/shape/shape.hpp>
#include <strata/target.hpp>
#include <type_traits>

namespace strata {

/// Elements that are classes, counted from 0: `int`.
struct class_numbers {};
/// Elements that are numbers of the type that the network computes with.
struct real_numbers {};

/// One array [N, S...]. An S of rank 3 is an image: [N, C, H, W] outside, [N, H, W, C] where a loss reads it.
template <class Element, Shape S = shape<>>
struct target {
    using element = Element;
    using shape_type = S;
    static constexpr bool is_ragged = false;
};
/// One array of rows [Row...], any number of them for each sample.
template <class Element, Shape Row = shape<>>
struct ragged_target {
    using element = Element;
    using shape_type = Row;
    static constexpr bool is_ragged = true;
};
/// Several arrays, in this order; none where the list is empty.
template <class... Targets>
struct several_targets {
    static constexpr int size = sizeof...(Targets);
};

template <class Element>
inline constexpr bool is_target_element =
    std::is_same_v<Element, class_numbers> || std::is_same_v<Element, real_numbers>;

template <class T>
inline constexpr bool is_target = false;
template <class Element, Shape S>
inline constexpr bool is_target<target<Element, S>> = is_target_element<Element>;
template <class Element, Shape Row>
inline constexpr bool is_target<ragged_target<Element, Row>> = is_target_element<Element>;
template <class... Targets>
inline constexpr bool is_target<several_targets<Targets...>> = (is_target<Targets> && ...);

/// One array, several, or none.
template <class T>
concept Target = is_target<T>;

template <class... Targets>
struct flat_targets;
template <>
struct flat_targets<> {
    using type = several_targets<>;
};
template <class... First>
struct flat_targets<several_targets<First...>> {
    using type = several_targets<First...>;
};
template <class... First, class... Inner, class... Rest>
struct flat_targets<several_targets<First...>, several_targets<Inner...>, Rest...>
    : flat_targets<several_targets<First...>, Inner..., Rest...> {};
template <class... First, class One, class... Rest>
struct flat_targets<several_targets<First...>, One, Rest...>
    : flat_targets<several_targets<First..., One>, Rest...> {};

/// The arrays that a loss or a metric compares outputs of shape Y with, as one flat list:
/// `several_targets<...>`.
template <class L, Shape Y>
using target_of = typename flat_targets<several_targets<>, typename L::template target<Y>>::type;

}  // namespace strata

namespace strata::inline STRATA_TARGET {

/// One target array of a batch, as a loss reads it: sample after sample, images channels last, longer by
/// `slack_elements`.
template <class T>
struct target_view {
    const int* classes = nullptr;     ///< of `class_numbers`
    const T* numbers = nullptr;       ///< of `numbers`
    const int64* row_ends = nullptr;  ///< [n], of rows: the rows of samples 0 to i end before row row_ends[i]
};

}  // namespace strata::inline STRATA_TARGET
