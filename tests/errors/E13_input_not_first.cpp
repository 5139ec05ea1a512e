// SPDX-License-Identifier: MIT
// title: The input is not the first of the list
// means: The list is read from the left, as the numbers flow. What stands before the input would have nothing
// means: to read.
// lecture: convnets: convolution
// expect sentence: layer 0, batch_norm: a net begins with its inputs; move input<...> to the front
#include <strata/strata.hpp>
using namespace strata;

#ifdef BROKEN
struct small : net<batch_norm, input<784>, dense<10>> {};  // <- here
#else
struct small : net<input<784>, batch_norm, dense<10>> {};
#endif
