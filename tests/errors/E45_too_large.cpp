// SPDX-License-Identifier: MIT
// title: Too many elements
// means: One sample of a value, and one parameter, have at most 2^30 elements (4 GiB in `float`), whatever the system's own
// means: sizes are. What would have more is refused where it is made, and so are windows, strides, paddings and dilations
// means: from 16,384 on.
// lecture: convnets: fully connected layers
// expect: E45_too_large
// expect sentence: layer 0, flatten, got shape<1, 40000, 40000>: a sample of it would have 1600000000 elements
#include <strata/strata.hpp>
using namespace strata;

#ifdef BROKEN
struct wide : net<input<1, 40000, 40000>, flatten, dense<2>> {};  // <- here
#else
struct wide : net<input<1, 4000, 4000>, flatten, dense<2>> {};
#endif
