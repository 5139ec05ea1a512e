// SPDX-License-Identifier: MIT
// title: Branches that do not stand one behind the other
// means: `concat` puts the channels of its branches one behind the other, like sheets on a pile. The sheets
// means: have to be equally high and wide; only how many there are may differ.
// lecture: architectures (GoogLeNet)
// expect sentence: concat at 0, got shape<8, 28, 28> and shape<16, 26, 26>: branches that stand one behind the other may differ in their channels alone, and these differ in axis 1 (height); give them the same strides, and padding that keeps the extent (same), or end the larger one in crop<H, W>
#include <strata/strata.hpp>
using namespace strata;

#ifdef BROKEN
struct inception : net<input<1, 28, 28>, concat<conv<8, 1>, conv<16, 3>>, relu, flatten, dense<10>> {};  // <- here
#else
struct inception : net<input<1, 28, 28>, concat<conv<8, 1>, conv<16, 3, same>>, relu, flatten, dense<10>> {};
#endif
