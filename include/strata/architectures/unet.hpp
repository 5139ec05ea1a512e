// SPDX-License-Identifier: MIT
#pragma once
#include <strata/graph/net.hpp>
#include <strata/layers/convolution.hpp>
#include <strata/layers/crop.hpp>
#include <strata/layers/max_pool.hpp>
#include <strata/layers/relu.hpp>
#include <strata/layers/transposed_convolution.hpp>

namespace strata {

/// Two convolutions without padding: each takes a pixel away on every side.
template <int C>
using unet_convs = chain<conv<C, 3>, relu, conv<C, 3>, relu>;

/// Up to twice the side, then the middle of what the tap keeps beside it, then two convolutions.
template <text Tap, int C, int Side>
using unet_up =
    chain<conv_transpose<C, 2, stride<2>>, concat<from<Tap, crop<Side, Side>>, chain<>>, unet_convs<C>>;

/// The side of the image behind each up-convolution, from the deepest one: 56, 104, 200, 392 for an image of
/// 572.
template <int Size>
struct unet_sides {
    static constexpr int bottom = (Size - 4 * (1 + 2 + 4 + 8 + 16)) / 16;
    static constexpr int first = 2 * bottom, second = 2 * (first - 4), third = 2 * (second - 4),
                         fourth = 2 * (third - 4);
};

/// U-Net (Ronneberger, Fischer, Brox: "U-Net: convolutional networks for biomedical image segmentation",
/// 2015, figure 1): 31,030,658 parameters. An image of 572 x 572 gives scores of 388 x 388 pixels: what lies
/// within 92 pixels of the edge is context. The dropout that the paper mentions at the end of the way down
/// has no place in its figure, and none here.
///
/// Classes, the side of the image (16 k + 60, at least 188), its channels, and the channels of the first
/// convolution, which each step down doubles, can be chosen.
template <int Classes = 2, int Size = 572, int Channels = 1, int Width = 64>
struct unet
    : net<input<Channels, Size, Size>, unet_convs<Width>, tap<"1">, max_pool<2>, unet_convs<2 * Width>,
          tap<"2">, max_pool<2>, unet_convs<4 * Width>, tap<"3">, max_pool<2>, unet_convs<8 * Width>,
          tap<"4">, max_pool<2>, unet_convs<16 * Width>, unet_up<"4", 8 * Width, unet_sides<Size>::first>,
          unet_up<"3", 4 * Width, unet_sides<Size>::second>, unet_up<"2", 2 * Width, unet_sides<Size>::third>,
          unet_up<"1", Width, unet_sides<Size>::fourth>, conv<Classes, 1>> {};

}  // namespace strata
