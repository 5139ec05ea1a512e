// SPDX-License-Identifier: MIT
#pragma once
/// Reading of the options that follow a layer's sizes: `conv<16, 3, stride<2>, pad<1>, no_bias>`.
#include <strata/layer/initializers.hpp>
#include <strata/shape/codes.hpp>
#include <strata/shape/shape_error.hpp>
#include <strata/shape/types.hpp>
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

/// What an option is about, one bit each: of two options about the same thing only one can be meant. A layer
/// knows an option where it knows all that it is about.
enum option_topic : unsigned {
    no_topic = 0,
    about_stride = 1,
    about_padding = 2,
    about_groups = 4,
    about_dilation = 8,
    about_bias = 16,
    about_rounding = 32,
    about_init = 64,
    about_nothing_else = 128,
    about_rounding_up = 256,
    about_output_padding = 512,
    about_same = 1 << 10,
    about_causality = 1 << 11,
    about_counting = 1 << 12,
    about_batch = 1 << 13,
};
template <class Option>
inline constexpr unsigned topic_of = no_topic;
template <int... N>
inline constexpr unsigned topic_of<stride<N...>> = about_stride;
template <int... N>
inline constexpr unsigned topic_of<pad<N...>> = about_padding;
template <>
inline constexpr unsigned topic_of<same> = about_padding | about_same;
template <>
inline constexpr unsigned topic_of<same_upper> = about_padding | about_same;
template <>
inline constexpr unsigned topic_of<causal> = about_causality;
template <>
inline constexpr unsigned topic_of<padding_not_counted> = about_counting;
template <>
inline constexpr unsigned topic_of<small_batch> = about_batch;
template <int N>
inline constexpr unsigned topic_of<groups<N>> = about_groups;
template <int... N>
inline constexpr unsigned topic_of<dilation<N...>> = about_dilation;
template <>
inline constexpr unsigned topic_of<no_bias> = about_bias;
template <>
inline constexpr unsigned topic_of<with_bias> = about_nothing_else;
template <>
inline constexpr unsigned topic_of<round_down> = about_rounding;
template <>
inline constexpr unsigned topic_of<round_up> = about_rounding | about_rounding_up;
template <int... A>
inline constexpr unsigned topic_of<output_pad<A...>> = about_output_padding;
template <class Init>
requires Initializer<Init>
inline constexpr unsigned topic_of<init<Init>> = about_init;

/// The first option that a layer does not have, or that an earlier one has settled; void where all are good.
template <unsigned Known, unsigned Settled, class... Options>
struct first_wrong_option {
    using type = void;
};
template <class Known>
struct unknown_option {};
template <class Option>
struct repeated_option {};
template <unsigned Known, unsigned Settled, class First, class... Rest>
struct first_wrong_option<Known, Settled, First, Rest...> {
    static constexpr unsigned topic = topic_of<First>;
    using type = typename std::conditional_t<
        topic == no_topic || (topic & ~(Known | about_nothing_else)) != 0, type_holder<unknown_option<First>>,
        std::conditional_t<(topic & Settled) != 0, type_holder<repeated_option<First>>,
                           first_wrong_option<Known, Settled | topic, Rest...>>>::type;
};

/// The refusal of a wrong option; `Known` lists those that the layer has.
template <class Wrong, class Known>
struct option_refusal;
template <class Option, class Known>
struct option_refusal<unknown_option<Option>, Known> {
    using type = refused<E25_option_not_known, Option, Known>;
};
template <class Option, class Known>
struct option_refusal<repeated_option<Option>, Known> {
    using type = refused<E26_option_said_twice, Option>;
};

template <class Option, class... Options>
inline constexpr bool has_option = (std::is_same_v<Option, Options> || ...);

/// The initializer among the options, marked as `stated`, or a default.
template <class Default, class... Options>
struct chosen_initializer {
    using type = Default;
};
template <class Default, class Init, class... Rest>
struct chosen_initializer<Default, init<Init>, Rest...> {
    using type = stated<Init>;
};
template <class Default, class First, class... Rest>
struct chosen_initializer<Default, First, Rest...> : chosen_initializer<Default, Rest...> {};

}  // namespace strata
