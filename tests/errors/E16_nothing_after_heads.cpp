// SPDX-License-Identifier: MIT
// title: Something reads `heads<...>`
// means: `heads` ends a net in several answers: a class and a box, say. No layer can read several values, so
// means: nothing stands behind it, and no form has it inside.
// lecture: detection: classification + localization
// expect sentence: layer 4, relu, got shape<10> and shape<4>: heads<...> makes several values, which no layer and no form can read; let heads be the last part of the net, and put what should follow into each of its branches
#include <strata/strata.hpp>
using namespace strata;

#ifdef BROKEN
struct two : net<input<1, 28, 28>, flatten, dense<100>, relu,  // <- here
                 heads<dense<10>, dense<4>>, relu> {};
#else
struct two : net<input<1, 28, 28>, flatten, dense<100>, relu,
                 heads<chain<dense<10>, relu>, chain<dense<4>, relu>>> {};
#endif
