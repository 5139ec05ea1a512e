// SPDX-License-Identifier: MIT
// title: A layer over sequences is fed something else
// means: A sequence has places and features of each place: letters become one by `embedding`. Attention, and what
// means: tells places apart, needs both. Here numbers have not been looked up yet.
// lecture: captioning: attention
// expect sentence: layer 0, positional_encoding, got shape<100>: it needs a sequence, shape<L, D>: L places with D features each; put it behind embedding<V, D>, or start from input<L, D>
#include <strata/strata.hpp>
using namespace strata;

#ifdef BROKEN
struct letters : net<input<100>, positional_encoding, embedding<65, 32>, attention<4>, dense<65>> {};  // <- here
#else
struct letters : net<input<100>, embedding<65, 32>, positional_encoding, attention<4>, dense<65>> {};
#endif
