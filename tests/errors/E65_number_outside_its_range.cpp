// SPDX-License-Identifier: MIT
// title: A number of a normalization outside its range
// means: `epsilon` is added to a variance before its root is divided by, so it is above 0: 0.001 or 1e-5, and not `1/1000`,
// means: which is 0 in C++. `statistics_momentum` is the share that the latest batch has in the running statistics, above 0 and
// means: at most 1: what Keras calls a momentum of 0.99 is 0.01 here, as in PyTorch.
// lecture: convnets: normalization
// expect: E65_number_outside_its_range
// expect sentence: layer 1, batch_norm_with<statistics_momentum<1.5>>, got shape<100>: its momentum is 1.5; it is the share of the latest batch in the running mean and variance, above 0 and at most 1: write statistics_momentum<0.01>
#include <strata/strata.hpp>
using namespace strata;

#ifdef BROKEN
struct small : net<input<784>, dense<100>, batch_norm_with<statistics_momentum<1.5>>, relu, dense<10>> {};  // <- here
#else
struct small : net<input<784>, dense<100>, batch_norm_with<statistics_momentum<0.15>>, relu, dense<10>> {};
#endif
