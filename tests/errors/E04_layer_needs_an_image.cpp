// SPDX-License-Identifier: MIT
// title: An image layer is fed a vector
// means: Convolution and pooling slide a window over rows and columns. A vector has neither: it comes out of
// means: `flatten`, of a dense layer, or of an input that was declared as a vector.
// lecture: convnets: convolution, pooling
// expect sentence: layer 1, conv<6, 5>, got shape<784>: it needs an image, shape<C, H, W>; put it before flatten and dense, or start from input<C, H, W>
#include <strata/strata.hpp>
using namespace strata;

#ifdef BROKEN
struct lenet : net<input<1, 28, 28>, flatten, conv<6, 5>, relu, dense<10>> {};  // <- here
#else
struct lenet : net<input<1, 28, 28>, conv<6, 5>, relu, flatten, dense<10>> {};
#endif
