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

/// Two 3 x 3 convolutions of C filters (figure 5, left), the first with stride S.
template <int C, int S>
using basic_body = chain<conv<C, 3, stride<S>, pad<1>, round_down, no_bias>, batch_norm, relu,
                         conv<C, 3, pad<1>, no_bias>, batch_norm>;

/// 1 x 1 down to C channels, 3 x 3 with stride S, 1 x 1 up to 4 C (figure 5, right). The paper has the stride
/// in the first of them; where it is here it costs nothing and answers better, and torchvision has it here.
template <int C, int S>
using bottleneck_body =
    chain<conv<C, 1, no_bias>, batch_norm, relu, conv<C, 3, stride<S>, pad<1>, round_down, no_bias>,
          batch_norm, relu, conv<4 * C, 1, no_bias>, batch_norm>;

/// The way around a body that changes the shape: a projection (section 3.3, option B).
template <int C, int S>
using projection_shortcut = chain<conv<C, 1, stride<S>, round_down, no_bias>, batch_norm>;

/// N blocks of two layers with C channels; the first has stride S and a projection.
template <int N, int C, int S = 2>
using basic_blocks = chain<residual<basic_body<C, S>, projection_shortcut<C, S>>, relu,
                           repeat<N - 1, chain<residual<basic_body<C, 1>>, relu>>>;

/// N blocks of three layers with C, C and 4 C channels; the first has stride S and a projection.
template <int N, int C, int S = 2>
using bottleneck_blocks = chain<residual<bottleneck_body<C, S>, projection_shortcut<4 * C, S>>, relu,
                                repeat<N - 1, chain<residual<bottleneck_body<C, 1>>, relu>>>;

/// What all columns of the table begin with and end in.
using resnet_stem = chain<named<"conv1", conv<64, 7, stride<2>, pad<3>, round_down, no_bias>>, batch_norm,
                          relu, max_pool<3, stride<2>, pad<1>, round_down>>;
template <int Classes>
using resnet_classifier = chain<global_average_pool, flatten, dense<Classes>>;

/// ResNet (He, Zhang, Ren, Sun: "Deep residual learning for image recognition", 2015, table 1) of 18 layers:
/// 11,689,512 parameters. Classes and the side of the image (at least 32) can be chosen.
template <int Classes = 1000, int Size = 224>
struct resnet18 : net<input<3, Size, Size>, resnet_stem,
                      named<"conv2", repeat<2, chain<residual<basic_body<64, 1>>, relu>>>,
                      named<"conv3", basic_blocks<2, 128>>, named<"conv4", basic_blocks<2, 256>>,
                      named<"conv5", basic_blocks<2, 512>>, resnet_classifier<Classes>> {};

/// 34 layers: 21,797,672 parameters.
template <int Classes = 1000, int Size = 224>
struct resnet34 : net<input<3, Size, Size>, resnet_stem,
                      named<"conv2", repeat<3, chain<residual<basic_body<64, 1>>, relu>>>,
                      named<"conv3", basic_blocks<4, 128>>, named<"conv4", basic_blocks<6, 256>>,
                      named<"conv5", basic_blocks<3, 512>>, resnet_classifier<Classes>> {};

/// 50 layers: 25,557,032 parameters.
template <int Classes = 1000, int Size = 224>
struct resnet50 : net<input<3, Size, Size>, resnet_stem, named<"conv2", bottleneck_blocks<3, 64, 1>>,
                      named<"conv3", bottleneck_blocks<4, 128>>, named<"conv4", bottleneck_blocks<6, 256>>,
                      named<"conv5", bottleneck_blocks<3, 512>>, resnet_classifier<Classes>> {};

}  // namespace strata
