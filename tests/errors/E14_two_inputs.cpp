// SPDX-License-Identifier: MIT
// title: A second input
// means: A net reads one value. Two pictures that belong together can be one input with the channels of both.
// lecture: convnets: convolution
// expect sentence: layer 2, input<100>, got shape<100>: a net has one input, and this is a second; take it out, or join the values in one input
#include <strata/strata.hpp>
using namespace strata;

#ifdef BROKEN
struct small : net<input<784>, dense<100>, relu, input<100>, dense<10>> {};  // <- here
#else
struct small : net<input<784>, dense<100>, relu, dense<10>> {};
#endif
