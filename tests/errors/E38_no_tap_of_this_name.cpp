// SPDX-License-Identifier: MIT
// title: No tap of this name
// means: `from` and `with` read the value that a `tap` before them has named. The message lists the taps that there are.
// lecture: detection and segmentation: upsampling with skips
// expect sentence: concat at 3, branch 0, from<`fien`>, got shape<16, 32, 32>: no value before this place is called `fien`; there are `fine`
#include <strata/strata.hpp>
using namespace strata;

#ifdef BROKEN
struct segments : net<input<3, 32, 32>, conv<16, 3, same>, tap<"fine">, max_pool<2>, upsample<2>, concat<from<"fien">, chain<>>, conv<4, 1>> {};  // <- here
#else
struct segments : net<input<3, 32, 32>, conv<16, 3, same>, tap<"fine">, max_pool<2>, upsample<2>, concat<from<"fine">, chain<>>, conv<4, 1>> {};
#endif
