// SPDX-License-Identifier: MIT
#include <strata/layers/input.hpp>

#include <strata/layers/relu.hpp>

#include "refuses.hpp"

using namespace strata;
using namespace strata::test;

static_assert(std::is_same_v<input<1, 28, 28>::shape_type, shape<1, 28, 28>>);
static_assert(is_input<input<784>>);
static_assert(!is_input<relu>);
static_assert(!Layer<input<784>>);

static_assert(mistaken<E09_size_not_positive, input<0>, relu>);
static_assert(mistaken<E09_size_not_positive, input<1, 28, -28>, relu>);
static_assert(mistaken<E09_size_not_positive, input<>, relu>);
static_assert(mistaken<E12_no_input>);
static_assert(mistaken<E12_no_input, relu>);
static_assert(mistaken<E13_input_not_first, relu, input<784>>);
static_assert(mistaken<E14_two_inputs, input<784>, relu, input<784>>);
