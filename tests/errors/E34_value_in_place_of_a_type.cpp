// SPDX-License-Identifier: MIT
// title: A number where a type belongs (said by the compiler itself)
// means: The parts of a net are types. `relu{}` is a value of the type `relu`, and 0.5 is a number: a rate is
// means: written as a type, `percent<50>`. The compiler says this in its own words.
// lecture: training 2: dropout
// expect g++: type/value mismatch
// expect clang: must be a type
#include <strata/strata.hpp>
using namespace strata;

#ifdef BROKEN
struct small : net<input<784>, dense<100>, relu{}, dense<10>> {};  // <- here
#else
struct small : net<input<784>, dense<100>, relu, dense<10>> {};
#endif
