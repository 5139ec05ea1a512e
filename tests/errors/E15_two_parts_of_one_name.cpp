// SPDX-License-Identifier: MIT
// title: Two parts of one name
// means: Parameters are found, saved and loaded by the names of their parts. Two parts side by side that are
// means: called the same would be one in the file.
// lecture: training 2: transfer learning
// expect sentence: layer 2, named<`first`, dense<10>>: two parts beside each other are called `first`; their parameters could not be told apart: give one another name
#include <strata/strata.hpp>
using namespace strata;

#ifdef BROKEN
struct small : net<input<784>, named<"first", dense<100>>, relu, named<"first", dense<10>>> {};  // <- here
#else
struct small : net<input<784>, named<"first", dense<100>>, relu, named<"last", dense<10>>> {};
#endif
