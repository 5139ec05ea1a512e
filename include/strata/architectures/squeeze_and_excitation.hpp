// SPDX-License-Identifier: MIT
#pragma once
#include <strata/graph/net.hpp>
#include <strata/layers/average_pool.hpp>
#include <strata/layers/convolution.hpp>
#include <strata/layers/multiplication.hpp>
#include <strata/layers/relu.hpp>
#include <strata/layers/sigmoid.hpp>

namespace strata {

/// Weighs the channels of an image by what its means say of them.
///
///     y[c, h, w] = s[c] x[c, h, w]      s = Gate(w2 Act(w1 z + b1) + b2)      z[c] = mean of x[c] over its places
///
///     x, y: [C, H, W]   w1: [R, C, 1, 1]   b1: [R]   w2: [C, R, 1, 1]   b2: [C]
///
/// (Hu, Shen, Sun: "Squeeze-and-excitation networks", 2018, equations 2 to 4.) torchvision's
/// SqueezeExcitation, with its names.
template <int C, int R, class Act = relu, class Gate = sigmoid>
using squeeze_and_excitation =
    multiply<chain<>,
             chain<global_average_pool, named<"fc1", conv<R, 1>>, Act, named<"fc2", conv<C, 1>>, Gate>>;

}  // namespace strata
