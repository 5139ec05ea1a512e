// SPDX-License-Identifier: MIT
// title: An unpooling that does not fit its pooling
// means: Max unpooling puts each number back to the place that won its window. The places are those of one
// means: pooling: it needs the window, stride and padding of that one, and the value that it has read.
// lecture: segmentation: max unpooling
// expect sentence: layer 3, max_unpool<2>, got shape<8, 13, 13> and shape<8, 28, 28>: the first is to be what the pooling makes of the second, shape<8, 14, 14>; give it the window, stride and padding of the pooling that it undoes, and the value that it has read
#include <strata/strata.hpp>
using namespace strata;

#ifdef BROKEN
struct segments : net<input<8, 28, 28>, tap<"before">, max_pool<2>, conv<8, 2>, relu, with<"before", max_unpool<2>>> {};  // <- here
#else
struct segments : net<input<8, 28, 28>, tap<"before">, max_pool<2>, conv<8, 3, same>, relu, with<"before", max_unpool<2>>> {};
#endif
