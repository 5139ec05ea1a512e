// SPDX-License-Identifier: MIT
// title: A name that cannot be one
// means: The name of a parameter is put together with dots, those of the parts that it is in: a part inside of
// means: a part has the dot between their names. A number is the name of a part that has no other, and may be
// means: written where the list has no such part; not for an input, a head or what is shared.
// lecture: training 2: transfer learning
// expect sentence: layer 0, named<`block.1`, dense<100>>, got shape<784>: a name has at least one letter and no dot; for a dot write a part inside of a part, named<`a`, chain<named<`b`, ...>>>, and a number is the name of a part in a list alone, not of an input, a head or what is shared
#include <strata/strata.hpp>
using namespace strata;

#ifdef BROKEN
struct small : net<input<784>, named<"block.1", dense<100>>, relu, dense<10>> {};  // <- here
#else
struct small : net<input<784>, named<"block", chain<named<"1", dense<100>>>>, relu, dense<10>> {};
#endif
