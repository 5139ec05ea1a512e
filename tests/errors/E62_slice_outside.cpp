// SPDX-License-Identifier: MIT
// title: A slice that reaches beyond the end
// means: A slice takes so many numbers of an axis from the first one on, counted from 0. There are not so many behind
// means: it.
// lecture: architectures (branches of some channels)
// expect sentence: layer 1, slice_channels<8, 16>, got shape<16, 28, 28>: 16 from number 8 on, of 16, reach beyond the end; write slice_channels<8, 8>
#include <strata/strata.hpp>
using namespace strata;

#ifdef BROKEN
struct half : net<input<1, 28, 28>, conv<16, 3, same>, slice_channels<8, 16>, flatten, dense<10>> {};  // <- here
#else
struct half : net<input<1, 28, 28>, conv<16, 3, same>, slice_channels<8, 8>, flatten, dense<10>> {};
#endif
