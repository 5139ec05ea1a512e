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
#include <strata/layers/hard_sigmoid.hpp>
#include <strata/layers/hard_swish.hpp>
#include <strata/layers/relu.hpp>

namespace strata {

/// The normalization behind each convolution of the network.
using mobilenet_v3_norm = batch_norm_with<epsilon<0.001>, statistics_momentum<0.01>>;

/// A convolution with what is behind it; `chain<>` is nothing.
template <int K, int F, class Act = chain<>, class... Options>
using mobilenet_v3_conv =
    chain<conv<K, F, pad<F / 2>, round_down, no_bias, Options...>, mobilenet_v3_norm, Act>;

/// "bneck" of table 2 without a tick under SE, by its columns: the window, "exp size", "#out", "NL", "s". The
/// projection to the K channels of "#out" is linear.
template <int F, int E, int K, class Act, int S = 1>
using bneck = chain<mobilenet_v3_conv<E, 1, Act>, mobilenet_v3_conv<E, F, Act, stride<S>, groups<E>>,
                    mobilenet_v3_conv<K, 1>>;

/// The E channels weighed by a quarter of as many (section 5.3), rounded to a multiple of 8.
template <int E>
using mobilenet_v3_squeeze = squeeze_and_excitation<E, (E / 4 + 4) / 8 * 8, relu, hard_sigmoid>;

/// "bneck" with a tick under SE.
template <int F, int E, int K, class Act, int S = 1>
using squeezed_bneck = chain<mobilenet_v3_conv<E, 1, Act>, mobilenet_v3_conv<E, F, Act, stride<S>, groups<E>>,
                             mobilenet_v3_squeeze<E>, mobilenet_v3_conv<K, 1>>;

/// MobileNet v3, the small one (Howard, Sandler, Chu, Chen, Chen, Tan, Wang, Zhu, Pang, Vasudevan, Le, Adam:
/// "Searching for MobileNetV3", 2019, table 2): 2,542,856 parameters. Classes, the side of the image and the
/// rate of dropout can be chosen.
///
/// This is torchvision's form, since weights for it exist: nothing is squeezed behind the last convolution,
/// where the table has a tick. In the first block "exp size" is what comes in, and nothing is expanded.
template <int Classes = 1000, int Size = 224, fraction Rate = 0.2>
struct mobilenet_v3_small
    : net<input<3, Size, Size>, mobilenet_v3_conv<16, 3, hard_swish, stride<2>>,
          chain<mobilenet_v3_conv<16, 3, relu, stride<2>, groups<16>>, mobilenet_v3_squeeze<16>,
                mobilenet_v3_conv<16, 1>>,
          bneck<3, 72, 24, relu, 2>, residual<bneck<3, 88, 24, relu>>,
          squeezed_bneck<5, 96, 40, hard_swish, 2>, residual<squeezed_bneck<5, 240, 40, hard_swish>>,
          residual<squeezed_bneck<5, 240, 40, hard_swish>>, squeezed_bneck<5, 120, 48, hard_swish>,
          residual<squeezed_bneck<5, 144, 48, hard_swish>>, squeezed_bneck<5, 288, 96, hard_swish, 2>,
          residual<squeezed_bneck<5, 576, 96, hard_swish>>, residual<squeezed_bneck<5, 576, 96, hard_swish>>,
          mobilenet_v3_conv<576, 1, hard_swish>, global_average_pool, flatten, dense<1024>, hard_swish,
          dropout<Rate>, dense<Classes>> {};

}  // namespace strata
