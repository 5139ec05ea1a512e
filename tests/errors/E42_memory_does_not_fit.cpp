// SPDX-License-Identifier: MIT
// title: Attention over a sequence of other features
// means: `cross_attention` compares each place of one sequence with all places of another, number by number, so both
// means: have as many features. A dense layer before the tap gives them.
// lecture: captioning: attention
// expect sentence: layer 1, cross_attention<4>, got shape<49, 32> and shape<49, 64>: its places have 32 features and those that it looks at 64, and both need equally many; write dense<32> before the tap
#include <strata/strata.hpp>
using namespace strata;

#ifdef BROKEN
struct captions : net<input<49, 64>, tap<"image">, dense<32>, with<"image", cross_attention<4>>, dense<65>> {};  // <- here
#else
struct captions : net<input<49, 64>, dense<32>, tap<"image">, dense<32>, with<"image", cross_attention<4>>, dense<65>> {};
#endif
