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

/// "conv3-C" of the table, N times, and the pooling behind them.
template <int N, int C>
using vgg_block = chain<repeat<N, chain<conv<C, 3, pad<1>>, relu>>, max_pool<2>>;

/// What all columns of the table end in.
template <int Classes, fraction Rate>
using vgg_classifier =
    chain<flatten, dense<4096>, relu, dropout<Rate>, dense<4096>, relu, dropout<Rate>, dense<Classes>>;

/// VGG (Simonyan, Zisserman: "Very deep convolutional networks for large-scale image recognition", 2014,
/// table 1), column A: 132,863,336 parameters.
///
/// Classes, the side of the image (a multiple of 32) and the rate of dropout can be chosen. The first dense
/// layer sees all that the convolutions leave: another size of image gives another number of parameters.
template <int Classes = 1000, int Size = 224, fraction Rate = 0.5>
struct vgg11 : net<input<3, Size, Size>, vgg_block<1, 64>, vgg_block<1, 128>, vgg_block<2, 256>,
                   vgg_block<2, 512>, vgg_block<2, 512>, vgg_classifier<Classes, Rate>> {};

/// Column D: 138,357,544 parameters.
template <int Classes = 1000, int Size = 224, fraction Rate = 0.5>
struct vgg16 : net<input<3, Size, Size>, vgg_block<2, 64>, vgg_block<2, 128>, vgg_block<3, 256>,
                   vgg_block<3, 512>, vgg_block<3, 512>, vgg_classifier<Classes, Rate>> {};

/// Column E: 143,667,240 parameters.
template <int Classes = 1000, int Size = 224, fraction Rate = 0.5>
struct vgg19 : net<input<3, Size, Size>, vgg_block<2, 64>, vgg_block<2, 128>, vgg_block<4, 256>,
                   vgg_block<4, 512>, vgg_block<4, 512>, vgg_classifier<Classes, Rate>> {};

}  // namespace strata
