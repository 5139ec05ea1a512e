// SPDX-License-Identifier: MIT
#pragma once
#include <strata/graph/net.hpp>
#include <strata/layers/average_pool.hpp>
#include <strata/layers/batch_norm.hpp>
#include <strata/layers/convolution.hpp>
#include <strata/layers/dense.hpp>
#include <strata/layers/flatten.hpp>
#include <strata/layers/relu.hpp>

namespace strata {

/// "Conv dw / sS, Conv / s1": each of C channels by itself with a 3 x 3 window, then K sums over all of them
/// (figure 3).
template <int C, int K, int S = 1>
using depthwise_separable = chain<conv<C, 3, stride<S>, pad<1>, groups<C>, round_down, no_bias>, batch_norm,
                                  relu, conv<K, 1, no_bias>, batch_norm, relu>;

/// MobileNet (Howard and others: "MobileNets: efficient convolutional neural networks for mobile vision
/// applications", 2017, table 1): 4,231,976 parameters. Classes and the side of the image can be chosen. The
/// table's last depthwise convolution says s2 where its sizes say s1; this has s1.
template <int Classes = 1000, int Size = 224>
struct mobilenet_v1
    : net<input<3, Size, Size>, conv<32, 3, stride<2>, pad<1>, round_down, no_bias>, batch_norm, relu,
          depthwise_separable<32, 64>, depthwise_separable<64, 128, 2>, depthwise_separable<128, 128>,
          depthwise_separable<128, 256, 2>, depthwise_separable<256, 256>, depthwise_separable<256, 512, 2>,
          repeat<5, depthwise_separable<512, 512>>, depthwise_separable<512, 1024, 2>,
          depthwise_separable<1024, 1024>, global_average_pool, flatten, dense<Classes>> {};

}  // namespace strata
