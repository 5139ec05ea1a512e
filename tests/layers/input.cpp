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
static_assert(mistaken<E13_input_not_first, input<784>, relu, input<784>>);
static_assert(mistaken<E14_input_without_a_name, input<784>, input<784>, relu>);
static_assert(mistaken<E09_size_not_positive, input<784>, named<"label", input<0>>, relu>);
static_assert(mistaken<E15_two_parts_of_one_name, named<"x", input<784>>, named<"x", input<784>>, relu>);
static_assert(mistaken<E28_name_not_usable, named<"1", input<784>>, relu>);
