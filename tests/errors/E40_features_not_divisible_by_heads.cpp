// SPDX-License-Identifier: MIT
// title: Features that the heads cannot share
// means: Attention splits the features of each place among its heads, as many for each. The heads have to divide
// means: them.
// lecture: captioning: attention
// expect sentence: layer 2, attention<4>, got shape<100, 30>: 30 features cannot be split among 4 heads of one size; write attention<2>
#include <strata/strata.hpp>
using namespace strata;

#ifdef BROKEN
struct letters : net<input<100>, embedding<65, 30>, positional_encoding, attention<4>, dense<65>> {};  // <- here
#else
struct letters : net<input<100>, embedding<65, 32>, positional_encoding, attention<4>, dense<65>> {};
#endif
