// SPDX-License-Identifier: MIT
// title: The output of a window is not whole
// means: A window of F pixels slides over W pixels in steps of S, with P zeros put round them. It fits (W - F
// means: + 2P)/S + 1 times. Where that is no whole number, the last step would leave the image, and some
// means: pixels at the far edge would never be seen. The message shows the sum with your numbers and offers
// means: what makes it whole: each offer was tried by the compiler. `round_down` says that you mean to lose
// means: the edge.
// lecture: convnets: convolution
// expect words: at_layer<3, strata::conv<16, 3, strata::stride<3>
// expect sentence: layer 3, conv<16, 3, stride<3>>, got shape<6, 7, 7>: along both axes (W - F + 2P)/S + 1 = (7 - 3 + 2*0)/3 + 1 = 2.33 is not a whole number; pad<1> gives 3, stride<2> gives 3, stride<1> gives 5
#include <strata/strata.hpp>
using namespace strata;

#ifdef BROKEN
struct lenet : net<input<1, 28, 28>, conv<6, 5, pad<2>>, relu, max_pool<4>,  // <- here
                   conv<16, 3, stride<3>>, relu, flatten, dense<10>> {};
#else
struct lenet : net<input<1, 28, 28>, conv<6, 5, pad<2>>, relu, max_pool<4>,
                   conv<16, 3, stride<3>, pad<1>>, relu, flatten, dense<10>> {};
#endif
