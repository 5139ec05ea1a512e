// SPDX-License-Identifier: MIT
#pragma once
#include <strata/graph/net.hpp>
#include <strata/layers/average_pool.hpp>
#include <strata/layers/convolution.hpp>
#include <strata/layers/dense.hpp>
#include <strata/layers/flatten.hpp>
#include <strata/layers/gelu.hpp>
#include <strata/layers/layer_norm.hpp>
#include <strata/layers/layer_scale.hpp>
#include <strata/layers/stochastic_depth.hpp>
#include <utility>

namespace strata {

/// Each place over its channels, as all normalizations are here.
using convnext_norm = layer_norm_with<each_place, epsilon<1e-6>>;

/// Figure 4, right: 7 x 7 depthwise, then 1 x 1 up to 4 C channels and down to C. It is skipped at a rate
/// that grows from 0 in the first of the network's blocks to `Rate` in the last (Huang and others, 2016,
/// section 3).
template <int C, int Block, int Blocks, fraction Rate>
using convnext_block =
    residual<chain<conv<C, 7, groups<C>, same>, convnext_norm, conv<4 * C, 1>, gelu, conv<C, 1>,
                   layer_scale<>, stochastic_depth<fraction{Rate.num * Block, Rate.den*(Blocks - 1)}>>>;

/// The blocks of C channels from number First on, as many as there are indices.
template <int C, int First, int Blocks, fraction Rate, int... Index>
chain<convnext_block<C, First + Index, Blocks, Rate>...> convnext_blocks(
    std::integer_sequence<int, Index...>);
template <int C, int First, int Count, int Blocks, fraction Rate>
using convnext_stage =
    decltype(convnext_blocks<C, First, Blocks, Rate>(std::make_integer_sequence<int, Count>{}));

/// Between two stages: to C channels and half the image (section 2.6, "separate downsampling layers").
template <int C>
using convnext_downsampling = chain<convnext_norm, conv<C, 2, stride<2>>>;

/// ConvNeXt (Liu, Mao, Wu, Feichtenhofer, Darrell, Xie: "A ConvNet for the 2020s", 2022, table 9): stages of
/// 3, 3, Third and 3 blocks over C, 2 C, 4 C and 8 C channels. Classes, the side of the image (a multiple of
/// 32) and the rate at which the last block is skipped in training can be chosen.
template <int C, int Third, int Classes, int Size, fraction Rate>
struct convnext
    : net<input<3, Size, Size>, named<"stem", chain<conv<C, 4, stride<4>>, convnext_norm>>,
          named<"stage1", convnext_stage<C, 0, 3, Third + 9, Rate>>,
          named<"downsampling1", convnext_downsampling<2 * C>>,
          named<"stage2", convnext_stage<2 * C, 3, 3, Third + 9, Rate>>,
          named<"downsampling2", convnext_downsampling<4 * C>>,
          named<"stage3", convnext_stage<4 * C, 6, Third, Third + 9, Rate>>,
          named<"downsampling3", convnext_downsampling<8 * C>>,
          named<"stage4", convnext_stage<8 * C, 6 + Third, 3, Third + 9, Rate>>, global_average_pool, flatten,
          named<"classifier", chain<layer_norm_with<epsilon<1e-6>>, dense<Classes>>>> {};

/// ConvNeXt-T: 28,589,128 parameters. The paper trains with the rate 0.1, and ConvNeXt-S with 0.4 (table 5).
template <int Classes = 1000, int Size = 224, fraction Rate = 0.1>
struct convnext_tiny : convnext<96, 9, Classes, Size, Rate> {};

/// ConvNeXt-S: 50,223,688 parameters.
template <int Classes = 1000, int Size = 224, fraction Rate = 0.4>
struct convnext_small : convnext<96, 27, Classes, Size, Rate> {};

}  // namespace strata
