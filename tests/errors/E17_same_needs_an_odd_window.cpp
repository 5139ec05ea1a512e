// SPDX-License-Identifier: MIT
// title: `same` with an even window
// means: To keep the extent, a window of F needs F - 1 zeros, half of them on each side. That half is whole
// means: only for odd windows, which is one reason why 3, 5 and 7 are the windows that everyone uses.
// lecture: convnets: zero padding
// expect sentence: same puts D (F - 1)/2 zeros on each side, which is 1.5 along both axes; write a window of odd size, or same_upper, which puts the odd zero behind
#include <strata/strata.hpp>
using namespace strata;

#ifdef BROKEN
struct small : net<input<1, 28, 28>, conv<6, 4, same>, relu, flatten, dense<10>> {};  // <- here
#else
struct small : net<input<1, 28, 28>, conv<6, 3, same>, relu, flatten, dense<10>> {};
#endif
