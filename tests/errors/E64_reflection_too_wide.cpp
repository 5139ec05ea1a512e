// SPDX-License-Identifier: MIT
// title: A reflection as wide as the image
// means: `reflect_pad` shows around an image what lies behind its edge, without the edge itself: of an axis of 4 there are 3
// means: numbers to show. `replicate_pad` goes on with the edge as far as is wanted.
// lecture: convnets: padding
// expect sentence: layer 1, reflect_pad<4>, got shape<6, 4, 4>: a reflection shows what lies behind the edge, so that axis 1 (height), of extent 4, has 3 to show, not 4; write at most 3 there, or take replicate_pad, which goes on with the edge
#include <strata/strata.hpp>
using namespace strata;

#ifdef BROKEN
struct smooth : net<input<1, 8, 8>, conv<6, 5>, reflect_pad<4>, conv<6, 5>, flatten, dense<10>> {};  // <- here
#else
struct smooth : net<input<1, 8, 8>, conv<6, 5>, reflect_pad<3>, conv<6, 5>, flatten, dense<10>> {};
#endif
