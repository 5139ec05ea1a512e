// SPDX-License-Identifier: MIT
// title: explain is asked for a layer that there is not
// means: Layers are counted from 0, and the input is not counted. A residual, a sum or a concat adds a row of
// means: its own, where its branches meet.
// lecture: convnets: receptive field
// expect sentence: explain with digits: there is no layer 3; this network has 3, counted from 0, joins included
// at global scope: the message names a type of the program
#include <strata/strata.hpp>
using namespace strata;

struct digits : net<input<1, 28, 28>, flatten, batch_norm, dense<10>> {};

#ifdef BROKEN
static_assert(explain<digits>::layer<3>::parameters == 7'850);  // <- here
#else
static_assert(explain<digits>::layer<2>::parameters == 7'850);
#endif
