// SPDX-License-Identifier: MIT
#include <strata/layer/options.hpp>

using namespace strata;

static_assert(option_value<stride>::or_else(1) == 1);
static_assert(option_value<stride, pad<3>, stride<2>>::or_else(1) == 2);
static_assert(option_value<stride, pad<3>, no_bias>::or_else(1) == 1);
static_assert(option_value<pad, stride<2>, pad<3>, no_bias>::or_else(0) == 3);
static_assert(has_option<no_bias, stride<2>, no_bias>);
static_assert(!has_option<no_bias, stride<2>>);
static_assert(!has_option<no_bias>);
static_assert(std::is_same_v<chosen_initializer<he>::type, he>);
static_assert(std::is_same_v<chosen_initializer<he, no_bias, stride<2>>::type, he>);
static_assert(std::is_same_v<chosen_initializer<he, no_bias, init<xavier>>::type, stated<xavier>>);

// An option is known where all that it is about is: who rounds down alone does not know rounding up.
template <unsigned Known, class... Options>
using wrong = typename first_wrong_option<Known, 0, Options...>::type;
static_assert(std::is_void_v<wrong<about_stride | about_rounding, stride<2>, round_down>>);
static_assert(
    std::is_same_v<wrong<about_stride | about_rounding, stride<2>, round_up>, unknown_option<round_up>>);
static_assert(std::is_void_v<wrong<about_rounding | about_rounding_up, round_up>>);
static_assert(std::is_same_v<wrong<about_rounding | about_rounding_up, round_up, round_down>,
                             repeated_option<round_down>>);
static_assert(std::is_same_v<wrong<about_rounding | about_rounding_up, round_down, round_up>,
                             repeated_option<round_up>>);
static_assert(std::is_same_v<wrong<about_stride, output_pad<1>>, unknown_option<output_pad<1>>>);
static_assert(std::is_same_v<wrong<about_stride, int>, unknown_option<int>>);
