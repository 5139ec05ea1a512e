// SPDX-License-Identifier: MIT
#pragma once
#include <strata/graph/net.hpp>
#include <strata/layers/attention.hpp>
#include <strata/layers/class_token.hpp>
#include <strata/layers/convolution.hpp>
#include <strata/layers/dense.hpp>
#include <strata/layers/dropout.hpp>
#include <strata/layers/gelu.hpp>
#include <strata/layers/layer_norm.hpp>
#include <strata/layers/learned_positions.hpp>
#include <strata/layers/pixels_to_places.hpp>
#include <strata/layers/slices.hpp>
#include <type_traits>

namespace strata {

/// Each place over its features, as all normalizations are here.
using vit_norm = layer_norm_with<epsilon<1e-6>>;

/// No layer at all where the rate is 0.
template <fraction Rate>
using vit_dropout = std::conditional_t<Rate.num == 0, chain<>, dropout<Rate>>;

/// Figure 1, right: attention of D features in Heads heads (equation 2), then two dense layers at every place
/// (equation 3), each behind a normalization and with a way around both.
template <int D, int Heads, int Hidden, fraction Rate>
using vit_block =
    chain<residual<chain<vit_norm, attention<Heads>, vit_dropout<Rate>>>,
          residual<chain<vit_norm, dense<Hidden>, gelu, vit_dropout<Rate>, dense<D>, vit_dropout<Rate>>>>;

/// The vision transformer (Dosovitskiy, Beyer, Kolesnikov, Weissenborn, Zhai, Unterthiner, Dehghani,
/// Minderer, Heigold, Gelly, Uszkoreit, Houlsby: "An image is worth 16x16 words", 2021, section 3.1 and
/// figure 1). Patches of Patch x Patch pixels are the places of a sequence of D features; what the class
/// token gathers among them in Depth blocks is classified.
///
/// The side of the image has to be a multiple of that of a patch, and D one of Heads. Everything can be
/// chosen, the rate of dropout as well, which is behind the positions, behind attention and behind both dense
/// layers of a block: 0 unless stated, as torchvision has it; on ImageNet the paper trains with 0.1 (table
/// 3).
template <int Classes, int Size, int Patch, int Depth, int D, int Heads, int Hidden, fraction Rate = 0.0>
struct vision_transformer
    : net<input<3, Size, Size>, named<"patches", conv<D, Patch, stride<Patch>>>, pixels_to_places,
          named<"class_token", class_token>, named<"positions", learned_positions>, vit_dropout<Rate>,
          named<"encoder", repeat<Depth, vit_block<D, Heads, Hidden, Rate>>>, named<"norm", vit_norm>,
          first_place, named<"head", dense<Classes>>> {};

/// ViT-B/16 (table 1, "Base", of patches of 16 x 16): 86,567,656 parameters. Classes, the side of the image
/// and the rate of dropout can be chosen.
template <int Classes = 1000, int Size = 224, fraction Rate = 0.0>
struct vit_base_16 : vision_transformer<Classes, Size, 16, 12, 768, 12, 3072, Rate> {};

}  // namespace strata
