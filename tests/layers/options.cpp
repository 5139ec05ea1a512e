// SPDX-License-Identifier: MIT
#include <strata/layers/options.hpp>

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
