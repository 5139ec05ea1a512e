// SPDX-License-Identifier: MIT
#pragma once
/// The networks that are timed. `peers/` has each of them once more, layer for layer.
#include <strata/strata.hpp>

namespace strata::bench {

struct mlp : net<input<784>, dense<256>, relu, dense<128>, relu, dense<10>> {};

struct lenet : net<input<1, 28, 28>,
                   conv<6, 5, pad<2>>, relu, max_pool<2>,
                   conv<16, 5>, relu, max_pool<2>,
                   flatten, dense<120>, relu, dense<84>, relu, dense<10>> {};

struct small_vgg : net<input<3, 32, 32>,
                       conv<32, 3, same>, relu, conv<32, 3, same>, relu, max_pool<2>,
                       conv<64, 3, same>, relu, conv<64, 3, same>, relu, max_pool<2>,
                       flatten, dense<512>, relu, dense<10>> {};

/// Two convolutions and the way around them.
template <int C>
using block = chain<residual<chain<conv<C, 3, same, no_bias>, batch_norm, relu, conv<C, 3, same, no_bias>, batch_norm>>, relu>;
/// The same, halving the image; the way around is a 1 x 1 convolution.
template <int C>
using halving_block =
    chain<residual<chain<conv<C, 3, stride<2>, pad<1>, round_down, no_bias>, batch_norm, relu, conv<C, 3, same, no_bias>, batch_norm>,
                   chain<conv<C, 1, stride<2>, round_down, no_bias>, batch_norm>>,
          relu>;

/// The form for CIFAR of He and others, 2015, section 4.2, with projections.
struct resnet20 : net<input<3, 32, 32>,
                      conv<16, 3, same, no_bias>, batch_norm, relu,
                      repeat<3, block<16>>,
                      halving_block<32>, repeat<2, block<32>>,
                      halving_block<64>, repeat<2, block<64>>,
                      global_average_pool, flatten, dense<10>> {};

// Those of PyTorch's.
static_assert(mlp::parameters == 235'146);
static_assert(lenet::parameters == 61'706);
static_assert(small_vgg::parameters == 2'168'362);
static_assert(resnet20::parameters == 272'474);

}  // namespace strata::bench
