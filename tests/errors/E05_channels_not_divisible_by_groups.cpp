// SPDX-License-Identifier: MIT
// title: The channels do not divide into the groups
// means: With `groups<G>` the channels are dealt out into G groups of one size, and so are the filters; each
// means: group of filters sees its group of channels alone. Both numbers have to be multiples of G.
// lecture: architectures (grouped convolution in AlexNet, depthwise in MobileNet)
// expect sentence: layer 0, conv<6, 3, groups<2>>, got shape<3, 32, 32>: 3 channels and 6 filters cannot both be split into 2 groups of one size; write groups<1>
#include <strata/strata.hpp>
using namespace strata;

#ifdef BROKEN
struct small : net<input<3, 32, 32>, conv<6, 3, groups<2>>, relu, flatten, dense<10>> {};  // <- here
#else
struct small : net<input<3, 32, 32>, conv<6, 3, groups<3>>, relu, flatten, dense<10>> {};
#endif
