// SPDX-License-Identifier: MIT
// title: Shared parts that differ
// means: Parts that are shared under one name have one set of parameters, so they have to be the same part, over inputs
// means: that give its parameters the same shapes.
// lecture: recurrent: one set of weights for every step
// expect sentence: layer 3, shared<`step`, dense<32>>: parts that are shared as `step` have one set of parameters, and an earlier one is dense<64>; write the same part over inputs that give it the same parameters, or share it under another name
#include <strata/strata.hpp>
using namespace strata;

#ifdef BROKEN
struct unrolled : net<input<64>, shared<"step", dense<64>>, relu, dropout<percent<10>>, shared<"step", dense<32>>, relu, dense<10>> {};  // <- here
#else
struct unrolled : net<input<64>, shared<"step", dense<64>>, relu, dropout<percent<10>>, shared<"step", dense<64>>, relu, dense<10>> {};
#endif
