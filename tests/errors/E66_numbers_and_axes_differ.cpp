// SPDX-License-Identifier: MIT
// title: An option has more numbers than there are axes
// means: An image has rows and columns, a sequence only places. A stride, a dilation and a padding are one number for
// means: all, or one for each axis; a padding may also be one for each side: top, bottom, left and right of an image,
// means: before and after a sequence. `window<1, 7>` is a window over rows and columns, so it wants an image.
// lecture: convnets: convolution
// expect sentence: layer 0, conv<4, 3, pad<1, 0, 1>>, got shape<3, 9, 9>: pad<1, 0, 1> has 3 numbers; over an image write one for all sides, two for rows and columns, or four for top, bottom, left and right
#include <strata/strata.hpp>
using namespace strata;

#ifdef BROKEN
struct uneven : net<input<3, 9, 9>, conv<4, 3, pad<1, 0, 1>>, flatten, dense<10>> {};  // <- here
#else
struct uneven : net<input<3, 9, 9>, conv<4, 3, pad<1, 1, 0, 1>>, flatten, dense<10>> {};
#endif
