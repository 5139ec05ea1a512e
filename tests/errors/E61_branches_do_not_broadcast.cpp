// SPDX-License-Identifier: MIT
// title: Branches that do not meet number by number
// means: `multiply`, `maximum` and `minimum` take numbers of the same place from each branch. On each axis the branches
// means: have to be equally long, or 1 long: the one number then stands for all of the others'. A weight for each
// means: channel is [C, 1, 1], a weight for each place [1, H, W].
// lecture: architectures (squeeze-and-excitation)
// expect sentence: multiply at 1, got shape<16, 28, 28> and shape<8, 1, 1>: what meets number by number must have equal extents on each axis, or 1, which stands for all, and these differ in axis 0 (channels); give them as many filters, or let one end in conv<1, 1>, a weight for each place
#include <strata/strata.hpp>
using namespace strata;

#ifdef BROKEN
struct excited : net<input<1, 28, 28>, conv<16, 3, same>,  // <- here
                     multiply<chain<>, chain<global_average_pool, conv<8, 1>, sigmoid>>, flatten, dense<10>> {};
#else
struct excited : net<input<1, 28, 28>, conv<16, 3, same>,
                     multiply<chain<>, chain<global_average_pool, conv<16, 1>, sigmoid>>, flatten, dense<10>> {};
#endif
