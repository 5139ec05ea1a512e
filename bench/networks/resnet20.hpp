// SPDX-License-Identifier: MIT
#pragma once
#include <strata/strata.hpp>

namespace strata::bench {

/// Two convolutions and the way around them.
template <int C>
using block =
    chain<residual<chain<conv<C, 3, same, no_bias>, batch_norm, relu, conv<C, 3, same, no_bias>, batch_norm>>,
          relu>;
/// The same, halving the image; the way around is a 1 x 1 convolution.
template <int C>
using halving_block = chain<residual<chain<conv<C, 3, stride<2>, pad<1>, round_down, no_bias>, batch_norm,
                                           relu, conv<C, 3, same, no_bias>, batch_norm>,
                                     chain<conv<C, 1, stride<2>, round_down, no_bias>, batch_norm>>,
                            relu>;

/// The form for CIFAR of He and others, 2015, section 4.2, with projections.
struct resnet20 : net<input<3, 32, 32>, conv<16, 3, same, no_bias>, batch_norm, relu, repeat<3, block<16>>,
                      halving_block<32>, repeat<2, block<32>>, halving_block<64>, repeat<2, block<64>>,
                      global_average_pool, flatten, dense<10>> {};

static_assert(resnet20::parameters == 272'474);

}  // namespace strata::bench
