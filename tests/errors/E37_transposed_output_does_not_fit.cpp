// SPDX-License-Identifier: MIT
// title: A transposed convolution without a size
// means: Convolutions of stride S make one size of S different ones, and `output_pad<A>` says which of them a transposed
// means: convolution makes: A is 0 to S - 1. Its padding P takes P places away on each side, and some have to be left.
// lecture: segmentation: transposed convolution
// expect sentence: layer 0, conv_transpose<8, 3, stride<2>, pad<1>, output_pad<2>>, got shape<16, 14, 14>: output_pad<2> is not below the stride 2 along both axes: it says which of the sizes is meant that differ by less than a step; write at most 1
#include <strata/strata.hpp>
using namespace strata;

#ifdef BROKEN
struct twice : net<input<16, 14, 14>, conv_transpose<8, 3, stride<2>, pad<1>, output_pad<2>>, relu> {};  // <- here
#else
struct twice : net<input<16, 14, 14>, conv_transpose<8, 3, stride<2>, pad<1>, output_pad<1>>, relu> {};
#endif
