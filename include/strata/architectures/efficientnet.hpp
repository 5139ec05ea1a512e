// SPDX-License-Identifier: MIT
#pragma once
#include <strata/architectures/squeeze_and_excitation.hpp>
#include <strata/graph/net.hpp>
#include <strata/layers/average_pool.hpp>
#include <strata/layers/batch_norm.hpp>
#include <strata/layers/convolution.hpp>
#include <strata/layers/dense.hpp>
#include <strata/layers/dropout.hpp>
#include <strata/layers/flatten.hpp>
#include <strata/layers/silu.hpp>
#include <strata/layers/stochastic_depth.hpp>

namespace strata {

/// A convolution with what is behind it; `chain<>` is nothing.
template <int K, int F, class Act = silu, class... Options>
using efficientnet_conv = chain<conv<K, F, pad<F / 2>, round_down, no_bias, Options...>, batch_norm, Act>;

/// "MBConv1, k F x F" of table 1: a depthwise convolution over E channels, the channels weighed by what R say
/// of them, and the linear projection to K.
template <int E, int R, int F, int K, int S = 1>
using mbconv1 = chain<efficientnet_conv<E, F, silu, stride<S>, groups<E>>, squeeze_and_excitation<E, R, silu>,
                      efficientnet_conv<K, 1, chain<>>>;

/// "MBConv6": the same behind an expansion from C to 6 C channels; R is a quarter of C.
template <int C, int F, int K, int S = 1>
using mbconv6 =
    chain<efficientnet_conv<6 * C, 1>, efficientnet_conv<6 * C, F, silu, stride<S>, groups<6 * C>>,
          squeeze_and_excitation<6 * C, C / 4, silu>, efficientnet_conv<K, 1, chain<>>>;

/// A row of table 1, from C channels: the first block changes the shape, each of the others has a way around
/// it, which samples take alone with the probability Rate I / 16, where I is the block's number in the
/// network, from 0.
template <fraction Rate, int C, int F, int K, int S, int... I>
using mbconv6_blocks =
    chain<mbconv6<C, F, K, S>,
          residual<chain<mbconv6<K, F, K>, stochastic_depth<fraction(Rate.num* I, Rate.den * 16)>>>...>;

/// EfficientNet-B0 (Tan, Le: "EfficientNet: rethinking model scaling for convolutional neural networks",
/// 2019, table 1): 5,288,548 parameters. Classes, the side of the image, the rate of dropout and what the
/// rate of stochastic depth grows towards from block to block can be chosen.
template <int Classes = 1000, int Size = 224, fraction Rate = 0.2, fraction DepthRate = 0.2>
struct efficientnet_b0
    : net<input<3, Size, Size>, efficientnet_conv<32, 3, silu, stride<2>>, chain<mbconv1<32, 8, 3, 16>>,
          mbconv6_blocks<DepthRate, 16, 3, 24, 2, 2>, mbconv6_blocks<DepthRate, 24, 5, 40, 2, 4>,
          mbconv6_blocks<DepthRate, 40, 3, 80, 2, 6, 7>, mbconv6_blocks<DepthRate, 80, 5, 112, 1, 9, 10>,
          mbconv6_blocks<DepthRate, 112, 5, 192, 2, 12, 13, 14>, mbconv6_blocks<DepthRate, 192, 3, 320, 1>,
          efficientnet_conv<1280, 1>, global_average_pool, flatten, dropout<Rate>, dense<Classes>> {};

}  // namespace strata
