// SPDX-License-Identifier: MIT
// title: A dropout rate outside [0, 1)
// means: The rate is the share of the values that are dropped while the network trains. Below 0 it means
// means: nothing; at 1 nothing would be left.
// lecture: training 2: dropout
// expect: E10_rate_outside_0_1
// expect sentence: the rate 3/2 is not in [0, 1): it is the share that is dropped; write percent<50> for a half
#include <strata/strata.hpp>
using namespace strata;

#ifdef BROKEN
struct small : net<input<784>, dense<100>, relu, dropout<percent<150>>, dense<10>> {};  // <- here
#else
struct small : net<input<784>, dense<100>, relu, dropout<percent<15>>, dense<10>> {};
#endif
