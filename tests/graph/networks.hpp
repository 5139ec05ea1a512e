// SPDX-License-Identifier: MIT
#pragma once
/// Networks that the tests of the graph and of what stands on it share.
#include <strata/strata.hpp>

namespace strata {

struct lenet : net<input<1, 28, 28>, conv<6, 5, pad<2>>, relu, max_pool<2>, conv<16, 5>, relu, max_pool<2>,
                   flatten, dense<120>, relu, dense<84>, relu, dense<10>> {};

/// A little of everything: shortcuts with and without projection, branches, copies, names, dropout.
struct every_form
    : net<input<3, 8, 8>, named<"stem", conv<6, 3, same, no_bias>>, batch_norm, relu,
          residual<chain<conv<6, 3, same, no_bias>, batch_norm>>, relu,
          residual<chain<conv<8, 3, same, no_bias>, batch_norm, relu, conv<8, 3, same>>, conv<8, 1>>, relu,
          concat<conv<2, 1>, chain<conv<3, 3, same>, relu>, max_pool<3, stride<1>, pad<1>>>,
          repeat<2, chain<conv<4, 3, same>, relu>>, dropout<percent<25>>, max_pool<2>,
          sum<conv<5, 1>, chain<relu, relu, conv<5, 1>>>, relu, average_pool<2>, flatten, dense<10>> {};

struct two_heads : net<input<5>, dense<7>, relu, heads<dense<3>, chain<dense<4>, relu, dense<2>>>> {};

}  // namespace strata
