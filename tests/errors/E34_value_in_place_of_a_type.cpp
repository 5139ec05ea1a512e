// SPDX-License-Identifier: MIT
// title: A number where a type belongs (said by the compiler itself)
// means: The parts of a net are types. `relu{}` is a value of the type `relu`, and `tanh` a function of every program:
// means: the layer is `hyperbolic_tangent`. Where a number does belong, as in `dropout<0.5>`, a type is refused in the same
// means: way, `dropout<std::ratio<1, 2>>`. The compiler says this in its own words.
// lecture: training 1: activation functions
// expect g++: type/value mismatch
// expect clang: must be a type
#include <strata/strata.hpp>
using namespace strata;

#ifdef BROKEN
struct small : net<input<784>, dense<100>, relu{}, dense<10>> {};  // <- here
#else
struct small : net<input<784>, dense<100>, relu, dense<10>> {};
#endif
