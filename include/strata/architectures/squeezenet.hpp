// SPDX-License-Identifier: MIT
#pragma once
#include <strata/graph/net.hpp>
#include <strata/layers/average_pool.hpp>
#include <strata/layers/convolution.hpp>
#include <strata/layers/dropout.hpp>
#include <strata/layers/flatten.hpp>
#include <strata/layers/max_pool.hpp>
#include <strata/layers/relu.hpp>

namespace strata {

/// Squeezes to S channels, expands them to E by 1 x 1 and E by 3 x 3 convolutions (figure 1).
template <int S, int E>
using fire = chain<conv<S, 1>, relu, concat<chain<conv<E, 1>, relu>, chain<conv<E, 3, pad<1>>, relu>>>;

/// SqueezeNet 1.1 (Iandola, Han, Moskewicz, Ashraf, Dally, Keutzer: "SqueezeNet: AlexNet-level accuracy with
/// 50x fewer parameters and < 0.5MB model size", 2016, table 1, in the cheaper form that its authors
/// published later): 1,235,496 parameters. No dense layer: the last convolution has a channel for each class.
///
/// Classes, the side of the image and the rate of dropout can be chosen.
template <int Classes = 1000, int Size = 224, fraction Rate = 0.5>
struct squeezenet
    : net<input<3, Size, Size>, named<"conv1", conv<64, 3, stride<2>, round_down>>, relu,
          max_pool<3, stride<2>, round_up>, named<"fire2", fire<16, 64>>, named<"fire3", fire<16, 64>>,
          max_pool<3, stride<2>, round_up>, named<"fire4", fire<32, 128>>, named<"fire5", fire<32, 128>>,
          max_pool<3, stride<2>, round_up>, named<"fire6", fire<48, 192>>, named<"fire7", fire<48, 192>>,
          named<"fire8", fire<64, 256>>, named<"fire9", fire<64, 256>>, dropout<Rate>,
          named<"conv10", conv<Classes, 1>>, relu, global_average_pool, flatten> {};

}  // namespace strata
