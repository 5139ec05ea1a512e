// SPDX-License-Identifier: MIT
// A list that is wrong for some of a template's arguments: the error is in the line of the template.
// expect sentence: layer 2, dense<10>, got shape<6, 24, 24>: it needs a vector, shape<N>; write flatten, dense<10> (docs/errors.md#e03)
// expect words: E03_layer_needs_a_vector
// more lines: 3
#include <strata/strata.hpp>
using namespace strata;

template <class Last>
struct digits : net<input<1, 28, 28>, conv<6, 5>, Last, dense<10>> {};  // <- here

#ifdef BROKEN
static_assert(digits<chain<>>::parameters == 8'806);
#else
static_assert(digits<flatten>::parameters == 34'726);
#endif
