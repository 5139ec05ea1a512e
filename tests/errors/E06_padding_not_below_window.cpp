// SPDX-License-Identifier: MIT
// title: The padding of a pooling is too wide
// means: With zeros wider than half of the window, the windows at the corner would see nothing but padding,
// means: and their largest value would be that of no pixel.
// lecture: convnets: pooling
// expect sentence: layer 1, max_pool<2, pad<2>>, got shape<6, 28, 28>: pad<2> is more than half of a window of 2 along both axes: some windows would see nothing but padding; write at most 1 on a side; pad<1> gives 15
#include <strata/strata.hpp>
using namespace strata;

#ifdef BROKEN
struct small : net<input<1, 28, 28>, conv<6, 5, same>, max_pool<2, pad<2>>, flatten, dense<10>> {};  // <- here
#else
struct small : net<input<1, 28, 28>, conv<6, 5, same>, max_pool<2, pad<1>>, flatten, dense<10>> {};
#endif
