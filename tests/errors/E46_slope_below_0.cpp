// SPDX-License-Identifier: MIT
// title: A slope below 0
// means: What `leaky_relu` and `elu` do below zero is scaled by a number that is at least 0: the backward pass
// means: tells by the sign of the output which side the input was on. `1/5` is 0 in C++: it is `0.2` or `1.0 / 5`.
// lecture: training 1: activation functions
// expect: E46_slope_below_0
// expect sentence: layer 1, leaky_relu<-0.2>, got shape<100>: its number is -0.2; it is at least 0, or the output would not tell the sign of the input: write 0.2 for a fifth
#include <strata/strata.hpp>
using namespace strata;

#ifdef BROKEN
struct small : net<input<784>, dense<100>, leaky_relu<-0.2>, dense<10>> {};  // <- here
#else
struct small : net<input<784>, dense<100>, leaky_relu<0.2>, dense<10>> {};
#endif
