// SPDX-License-Identifier: MIT
// title: A size is zero, negative or missing
// means: No filters, a window of no pixels or a stride of nothing make no layer. A number that was left out
// means: counts as zero: `conv<6>` lacks the size of its window.
// lecture: convnets: convolution
// expect sentence: a number in it is too small or missing: sizes, strides, dilations and groups are at least 1, padding at least 0
#include <strata/strata.hpp>
using namespace strata;

#ifdef BROKEN
struct small : net<input<1, 28, 28>, conv<6>, relu, flatten, dense<10>> {};  // <- here
#else
struct small : net<input<1, 28, 28>, conv<6, 5>, relu, flatten, dense<10>> {};
#endif
