// SPDX-License-Identifier: MIT
// title: A form with nothing in it
// means: A join of no branches, or a part repeated no times, makes no value that the next layer could read.
// lecture: architectures (GoogLeNet, ResNet)
// expect sentence: repeat at 2, got shape<100>: a form needs at least one part: concat<branch...>, sum<branch...>, multiply<branch...>, heads<branch...>, repeat<N, part> with N > 0
#include <strata/strata.hpp>
using namespace strata;

#ifdef BROKEN
struct deep : net<input<784>, dense<100>, relu, repeat<0, chain<dense<100>, relu>>, dense<10>> {};  // <- here
#else
struct deep : net<input<784>, dense<100>, relu, repeat<3, chain<dense<100>, relu>>, dense<10>> {};
#endif
