// SPDX-License-Identifier: MIT
// title: An option that the layer does not have
// means: What follows the sizes of a layer are its options, and each kind of layer has its own. A layer is no
// means: option of another: it stands behind it in the list.
// lecture: convnets: fully connected
// expect sentence: layer 0, dense<100, relu>, got shape<784>: it has no option relu, which is a layer: write it behind this one; its options are like these: no_bias, init<he>
#include <strata/strata.hpp>
using namespace strata;

#ifdef BROKEN
struct small : net<input<784>, dense<100, relu>, dense<10>> {};  // <- here
#else
struct small : net<input<784>, dense<100>, relu, dense<10>> {};
#endif
