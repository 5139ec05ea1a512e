// SPDX-License-Identifier: MIT
#pragma once
#include <strata/graph/net.hpp>
#include <strata/layers/average_pool.hpp>
#include <strata/layers/batch_norm.hpp>
#include <strata/layers/convolution.hpp>
#include <strata/layers/dense.hpp>
#include <strata/layers/dropout.hpp>
#include <strata/layers/flatten.hpp>
#include <strata/layers/relu6.hpp>

namespace strata {

/// The depthwise convolution over C channels and the linear projection to K (table 1, second and third row).
template <int C, int K, int S>
using linear_bottleneck = chain<conv<C, 3, stride<S>, pad<1>, groups<C>, round_down, no_bias>, batch_norm,
                                relu6, conv<K, 1, no_bias>, batch_norm>;

/// The same behind an expansion from C to t C channels (table 1).
template <int t, int C, int K, int S = 1>
using inverted_bottleneck = chain<conv<t * C, 1, no_bias>, batch_norm, relu6, linear_bottleneck<t * C, K, S>>;

/// "t, c, n, s" of table 2, from C channels: the first of n blocks has stride S, the others a way around
/// them.
template <int C, int t, int c, int n, int S>
using inverted_residuals =
    chain<inverted_bottleneck<t, C, c, S>, repeat<n - 1, residual<inverted_bottleneck<t, c, c>>>>;

/// MobileNet v2 (Sandler, Howard, Zhu, Zhmoginov, Chen: "MobileNetV2: inverted residuals and linear
/// bottlenecks", 2018, table 2): 3,504,872 parameters. Classes, the side of the image and the rate of dropout
/// can be chosen.
template <int Classes = 1000, int Size = 224, fraction Rate = 0.2>
struct mobilenet_v2
    : net<input<3, Size, Size>, conv<32, 3, stride<2>, pad<1>, round_down, no_bias>, batch_norm, relu6,
          linear_bottleneck<32, 16, 1>, inverted_residuals<16, 6, 24, 2, 2>,
          inverted_residuals<24, 6, 32, 3, 2>, inverted_residuals<32, 6, 64, 4, 2>,
          inverted_residuals<64, 6, 96, 3, 1>, inverted_residuals<96, 6, 160, 3, 2>,
          inverted_bottleneck<6, 160, 320>, conv<1280, 1, no_bias>, batch_norm, relu6, global_average_pool,
          flatten, dropout<Rate>, dense<Classes>> {};

}  // namespace strata
