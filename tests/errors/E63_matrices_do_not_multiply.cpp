// SPDX-License-Identifier: MIT
// title: Matrices that cannot be multiplied
// means: `matrix_multiplication` takes [L, D] and [D, M]: the features of the first are summed over with the places of the
// means: second. `dot_products` takes [L, D] and [M, D], and sums over the features of both. The second value is a tap's.
// lecture: attention
// expect sentence: layer 2, dot_products, got shape<12, 16> and shape<12, 8>: the 16 features of the first meet the 8 features of the second, which have to be as many; write dense<8> before it
#include <strata/strata.hpp>
using namespace strata;

#ifdef BROKEN
struct alike : net<input<12, 32>, tap<"x">, dense<8>, tap<"keys">, from<"x", dense<16>>, with<"keys", dot_products>> {};  // <- here
#else
struct alike : net<input<12, 32>, tap<"x">, dense<8>, tap<"keys">, from<"x", dense<8>>, with<"keys", dot_products>> {};
#endif
