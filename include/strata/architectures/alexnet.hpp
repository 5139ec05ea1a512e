// SPDX-License-Identifier: MIT
#pragma once
#include <strata/graph/net.hpp>
#include <strata/layers/convolution.hpp>
#include <strata/layers/dense.hpp>
#include <strata/layers/dropout.hpp>
#include <strata/layers/flatten.hpp>
#include <strata/layers/max_pool.hpp>
#include <strata/layers/relu.hpp>

namespace strata {

/// AlexNet in one tower (Krizhevsky: "One weird trick for parallelizing convolutional neural networks",
/// 2014), 61,100,840 parameters: five convolutions, three dense layers. The two towers of 2012 (Krizhevsky,
/// Sutskever, Hinton, figure 2) were for two processors; neither has its local response normalization here,
/// as in torchvision's `alexnet`.
///
/// Classes, the side of the image (at least 63) and the rate of dropout can be chosen. The first dense layer
/// sees all that the convolutions leave: another size of image gives another number of parameters.
template <int Classes = 1000, int Size = 224, fraction Rate = 0.5>
struct alexnet : net<input<3, Size, Size>, conv<64, 11, stride<4>, pad<2>, round_down>, relu,
                     max_pool<3, stride<2>, round_down>, conv<192, 5, pad<2>>, relu,
                     max_pool<3, stride<2>, round_down>, conv<384, 3, pad<1>>, relu, conv<256, 3, pad<1>>,
                     relu, conv<256, 3, pad<1>>, relu, max_pool<3, stride<2>, round_down>, flatten,
                     dropout<Rate>, dense<4096>, relu, dropout<Rate>, dense<4096>, relu, dense<Classes>> {};

}  // namespace strata
