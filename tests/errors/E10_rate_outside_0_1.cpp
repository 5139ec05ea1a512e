// SPDX-License-Identifier: MIT
// title: A dropout rate outside [0, 1)
// means: The rate is the share of the values that are dropped while the network trains. Below 0 it means
// means: nothing; at 1 nothing would be left. `1/2` is 0 in C++: it is `0.5`, `1.0 / 2` or `percent<50>`.
// lecture: training 2: dropout
// expect sentence: layer 2, dropout<1.5>, got shape<100>: the rate 1.5 is not in [0, 1); it is the share that is dropped: write 0.5 for a half
#include <strata/strata.hpp>
using namespace strata;

#ifdef BROKEN
struct small : net<input<784>, dense<100>, relu, dropout<1.5>, dense<10>> {};  // <- here
#else
struct small : net<input<784>, dense<100>, relu, dropout<0.15>, dense<10>> {};
#endif
