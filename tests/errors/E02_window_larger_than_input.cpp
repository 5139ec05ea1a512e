// SPDX-License-Identifier: MIT
// title: The window is larger than its padded input
// means: After some convolutions and poolings little is left of the image, and the next window is wider than
// means: that. W + 2P is what there is, zeros included. Pool less often, take a smaller window, or pad.
// lecture: convnets: convolution, pooling
// expect sentence: layer 3, conv<16, 5>, got shape<6, 3, 3>: along both axes a window that spans 5 places does not fit into W + 2P = 3 + 2*0 = 3; write one that spans at most 3; as output extent, pad<1> gives 1
#include <strata/strata.hpp>
using namespace strata;

#ifdef BROKEN
struct lenet : net<input<1, 28, 28>, conv<6, 5>, relu, max_pool<8>,  // <- here
                   conv<16, 5>, relu, flatten, dense<10>> {};
#else
struct lenet : net<input<1, 28, 28>, conv<6, 5>, relu, max_pool<2>,
                   conv<16, 5>, relu, flatten, dense<10>> {};
#endif
