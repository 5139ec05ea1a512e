// SPDX-License-Identifier: MIT
// title: Too many elements
// means: One sample of a value, and one parameter, have at most 2^30 elements (4 GiB in `float`), whatever the system's own
// means: sizes are. What would have more is refused where it is made, and so are windows, strides, paddings and dilations
// means: from 16,384 on.
// lecture: convnets: fully connected layers
// expect sentence: layer 0, upsample<2>, got shape<1, 20000, 20000>: a sample of it would have 1 x 40000 x 40000 elements, and the most are 1073741824; make it smaller before, by a stride or a pooling
#include <strata/strata.hpp>
using namespace strata;

#ifdef BROKEN
struct wide : net<input<1, 20000, 20000>, upsample<2>, flatten, dense<2>> {};  // <- here
#else
struct wide : net<input<1, 2000, 2000>, upsample<2>, flatten, dense<2>> {};
#endif
