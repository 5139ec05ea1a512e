// SPDX-License-Identifier: MIT
// title: A net inside a net
// means: A net knows the shape of its input, so it cannot be a part of another. A `chain` does not: it takes
// means: what comes, and can stand in any number of nets.
// lecture: training 2: transfer learning
// expect sentence: layer 0, features, got shape<1, 28, 28>: a net has an input of its own and cannot stand in another; write its layers as a chain<...> without the input, and use that chain in both nets
// at global scope: the message names a type of the program
#include <strata/strata.hpp>
using namespace strata;

#ifdef BROKEN
struct features : net<input<1, 28, 28>, conv<6, 5>, relu, max_pool<2>, flatten> {};
struct lenet : net<input<1, 28, 28>, features, dense<10>> {};  // <- here
#else
using features = chain<conv<6, 5>, relu, max_pool<2>, flatten>;
struct lenet : net<input<1, 28, 28>, features, dense<10>> {};
#endif
