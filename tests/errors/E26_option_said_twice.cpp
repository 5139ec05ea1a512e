// SPDX-License-Identifier: MIT
// title: Two options about the same thing
// means: `pad` and `same` both say how many zeros there are. If both are said, one of them would be skipped
// means: in silence, so neither is.
// lecture: convnets: zero padding
// expect sentence: layer 0, conv<6, 5, pad<1>, same>, got shape<1, 28, 28>: two of its options are about the same thing, and the second is same; take one of them out (same is padding too)
#include <strata/strata.hpp>
using namespace strata;

#ifdef BROKEN
struct small : net<input<1, 28, 28>, conv<6, 5, pad<1>, same>, relu, flatten, dense<10>> {};  // <- here
#else
struct small : net<input<1, 28, 28>, conv<6, 5, same>, relu, flatten, dense<10>> {};
#endif
