// SPDX-License-Identifier: MIT
#pragma once
#include <strata/graph/net.hpp>
#include <strata/layers/average_pool.hpp>
#include <strata/layers/batch_norm.hpp>
#include <strata/layers/convolution.hpp>
#include <strata/layers/dense.hpp>
#include <strata/layers/flatten.hpp>
#include <strata/layers/max_pool.hpp>
#include <strata/layers/relu.hpp>

namespace strata {

/// 32 new channels, which stand behind all that came in: 1 x 1 to 4 * 32 channels, then 3 x 3 (section 3,
/// DenseNet-B).
using dense_layer =
    concat<chain<>,
           chain<batch_norm, relu, conv<128, 1, no_bias>, batch_norm, relu, conv<32, 3, pad<1>, no_bias>>>;

/// Between two blocks: down to C channels and half the image.
template <int C>
using transition_layer = chain<batch_norm, relu, conv<C, 1, no_bias>, average_pool<2>>;

/// DenseNet-121 (Huang, Liu, van der Maaten, Weinberger: "Densely connected convolutional networks", 2016,
/// table 1): growth rate 32, compression 1/2, 7,978,856 parameters. Classes and the side of the image (a
/// multiple of 32) can be chosen.
///
/// Each concatenation is a value of its own, so that memory grows with the square of a block's length.
template <int Classes = 1000, int Size = 224>
struct densenet121
    : net<input<3, Size, Size>, conv<64, 7, stride<2>, pad<3>, round_down, no_bias>, batch_norm, relu,
          max_pool<3, stride<2>, pad<1>, round_down>, named<"block1", repeat<6, dense_layer>>,
          named<"transition1", transition_layer<128>>, named<"block2", repeat<12, dense_layer>>,
          named<"transition2", transition_layer<256>>, named<"block3", repeat<24, dense_layer>>,
          named<"transition3", transition_layer<512>>, named<"block4", repeat<16, dense_layer>>, batch_norm,
          relu, global_average_pool, flatten, dense<Classes>> {};

}  // namespace strata
