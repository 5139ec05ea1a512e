// SPDX-License-Identifier: MIT
// title: A name that cannot be one
// means: The name of a parameter is put together with dots, and a part without a name is called by its
// means: number. So a name has no dot and is no number.
// lecture: training 2: transfer learning
// expect sentence: layer 0, named<`block.1`, dense<100>>, got shape<784>: a name has at least one letter, no dot, and is no number, since numbers are the names of parts without one
#include <strata/strata.hpp>
using namespace strata;

#ifdef BROKEN
struct small : net<input<784>, named<"block.1", dense<100>>, relu, dense<10>> {};  // <- here
#else
struct small : net<input<784>, named<"block_1", dense<100>>, relu, dense<10>> {};
#endif
