// SPDX-License-Identifier: MIT
#pragma once
#include <array>
#include <strata/graph/net.hpp>
#include <strata/layers/average_pool.hpp>
#include <strata/layers/convolution.hpp>
#include <strata/layers/joins.hpp>
#include <strata/layers/leaky_relu.hpp>
#include <strata/layers/max_pool.hpp>
#include <strata/layers/upsample.hpp>

namespace strata {

/// K windows of 3 x 3, S apart, whose normalization is folded into them.
template <int K, int S = 1>
using folded_leaky = chain<conv<K, 3, stride<S>, pad<1>, round_down>, leaky_relu<0.1>>;

/// Two convolutions of K / 2 channels: what the second makes, then what it was made of.
template <int K>
using nanodet_unit = chain<folded_leaky<K / 2>, concat<folded_leaky<K / 2>, chain<>>>;

/// Part of the channels goes through N units, part goes past them, as in CSPNet (Wang, Liao, Yeh, Wu, Chen,
/// Hsieh: "CSPNet: a new backbone that can enhance learning capability of CNN", 2019, figure 2).
///
///     x: [C, H, W]      y: [2 K, (H - 1) / S + 1, (W - 1) / S + 1]
template <int K, int N, int S = 1>
using nanodet_stage =
    chain<folded_leaky<K, S>, concat<chain<repeat<N, nanodet_unit<K>>, folded_leaky<K>>, chain<>>>;

/// Features of 8 x 8, 16 x 16 and 32 x 32 pixels, the taps "8" and "16" and what comes out.
///
///     x: [3, H, W]      "8": [128, H / 8, W / 8]      "16": [256, H / 16, W / 16]      y: [512, H / 32, W / 32]
using nanodet_trunk =
    chain<folded_leaky<32, 2>, max_pool<3, stride<2>, pad<1>, round_down>, nanodet_stage<32, 1>,
          nanodet_stage<64, 2, 2>, tap<"8">, nanodet_stage<128, 2, 2>, tap<"16">, nanodet_stage<256, 3, 2>>;

/// Each of the three made of 128 channels; then coarse ones are enlarged and added to finer ones, and what
/// comes of that is averaged and added to the coarser ones again: paths of Liu, Qi, Qin, Shi, Jia: "Path
/// aggregation network for instance segmentation", 2018, figure 1, without a convolution on the way. The taps
/// "fine" and "middle" and what comes out.
using nanodet_paths =
    chain<conv<128, 1>, tap<"top">, bilinear_upsample<2>, sum<chain<>, from<"16", conv<128, 1>>>,
          tap<"downwards">, bilinear_upsample<2>, sum<chain<>, from<"8", conv<128, 1>>>, tap<"fine">,
          average_pool<2>, sum<chain<>, from<"downwards">>, tap<"middle">, average_pool<2>,
          sum<chain<>, from<"top">>>;

template <int Channels>
using nanodet_head = chain<folded_leaky<128>, conv<Channels, 1>>;

/// What the trained network reads: x = (pixel - mean) / deviation, of pixels from 0 to 255.
struct nanodet_pixels {
    static constexpr std::array<float, 3> mean{103.53F, 116.28F, 123.675F},
        deviation{57.375F, 57.12F, 58.395F};  ///< blue, green, red
};

/// Where things of 80 kinds are, by the convolutional form of NanoDet (Lyu: "NanoDet", 2021, its
/// configuration nanodet-g): no anchors; each place says of each kind whether its thing is here, and of each
/// side how far it is, as a distribution (Li, Wang, Wu, Chen, Hu, Li, Tang, Yang: "Generalized focal loss",
/// 2020, section 3). 3,786,068 parameters, those of `scripts/weights nanodet`.
///
///     x: [3, H, W], blue, green, red, as `nanodet_pixels` has them
///     y: [124, H / S, W / S] for S = 8, 16, 32: 80 scores before the sigmoid, then left, up, right, down of
///        11 bins each, before the softmax; `detections_of_distances` makes boxes of them
///
/// H and W are multiples of 32; 416 is the side that it was trained with.
template <int Height = 416, int Width = Height, int Kinds = 80>
struct nanodet : net<input<3, Height, Width>, named<"trunk", nanodet_trunk>, named<"paths", nanodet_paths>,
                     heads<named<"small", from<"fine", nanodet_head<Kinds + 44>>>,
                           named<"medium", from<"middle", nanodet_head<Kinds + 44>>>,
                           named<"large", nanodet_head<Kinds + 44>>>> {};

}  // namespace strata
