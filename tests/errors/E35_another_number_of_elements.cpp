// SPDX-License-Identifier: MIT
// title: A reshape to another number of elements
// means: A reshape writes the same numbers in another form: it can neither drop one nor make one up. The product of
// means: the extents stays what it is.
// lecture: segmentation: upsampling (from a vector of features to an image)
// expect sentence: layer 1, reshape<32, 8, 8>, got shape<1568>: a reshape keeps every element, and shape<1568> has 1568 of them, shape<32, 8, 8> 2048; write extents whose product is 1568
#include <strata/strata.hpp>
using namespace strata;

#ifdef BROKEN
struct generator : net<input<64>, dense<1568>, reshape<32, 8, 8>, conv_transpose<1, 2, stride<2>>> {};  // <- here
#else
struct generator : net<input<64>, dense<1568>, reshape<32, 7, 7>, conv_transpose<1, 2, stride<2>>> {};
#endif
