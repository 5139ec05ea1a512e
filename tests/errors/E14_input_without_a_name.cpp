// SPDX-License-Identifier: MIT
// title: A second input without a name
// means: The parts behind the inputs read the first of them. Another one is read where from<...> or with<...> says its name.
// lecture: recurrent networks: image captions
// expect sentence: input<10>: an input after the first needs a name, at which from<...> and with<...> read it; write named<`label`, input<10>>
#include <strata/strata.hpp>
using namespace strata;

#ifdef BROKEN
struct small : net<input<100>, input<10>, concat<chain<>, from<"label">>, dense<784>> {};  // <- here
#else
struct small : net<input<100>, named<"label", input<10>>, concat<chain<>, from<"label">>, dense<784>> {};
#endif
