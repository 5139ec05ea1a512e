// SPDX-License-Identifier: MIT
#pragma once
#include <strata/architectures/wavenet.hpp>
#include <strata/graph/net.hpp>
#include <strata/layers/hyperbolic_tangent.hpp>
#include <strata/layers/masked_convolution.hpp>
#include <strata/layers/relu.hpp>
#include <strata/layers/sigmoid.hpp>
#include <strata/layers/slices.hpp>
#include <type_traits>
#include <utility>

namespace strata {

/// Of a pixel itself: a 1 x 1 convolution; its mask is for several colours alone.
template <int K, int Colours>
using pixel_conv = std::conditional_t<Colours == 1, conv<K, 1>, masked_conv<mask_b<Colours>, K, 1>>;

/// Figure 5, left: K / 2 channels in the middle, and 3 x 3 pixels up to this one.
template <int K, int Colours>
using pixelcnn_block = residual<chain<relu, pixel_conv<K / 2, Colours>, relu,
                                      masked_conv<mask_b<Colours>, K / 2, 3>, relu, pixel_conv<K, Colours>>>;

/// What makes scores of each level of each colour from K channels.
template <int K, int Colours, int Levels>
using pixel_scores = chain<relu, pixel_conv<K, Colours>, relu, pixel_conv<Colours * Levels, Colours>>;

/// PixelCNN (van den Oord, Kalchbrenner, Kavukcuoglu: "Pixel recurrent neural networks", 2016, section 3.4
/// and table 1): for every pixel scores of its levels, from the pixels before it: row after row from the top,
/// in a row from the left, red before green before blue. The scores of colour c are channels c Levels on.
///
/// What can be chosen: the extents of the image, its colours and levels (256, or 2 where images are black and
/// white), K channels inside (the paper has 128, or 32 for digits, here divisible by twice the colours), and
/// the blocks (15, or 7). `level_softmax_loss` trains it.
template <int H = 28, int W = 28, int Colours = 1, int Levels = 2, int K = 32, int Blocks = 7>
struct pixelcnn : net<input<Colours, H, W>, named<"first", masked_conv<mask_a<Colours>, K, 7>>,
                      named<"blocks", repeat<Blocks, pixelcnn_block<K, Colours>>>,
                      named<"last", pixel_scores<K, Colours, Levels>>> {};

/// The same by two stacks (van den Oord, Kalchbrenner, Vinyals, Espeholt, Graves, Kavukcuoglu: "Conditional
/// image generation with PixelCNN decoders", 2016, section 2 and figure 2), without the blind spot that
/// windows with a mask leave above and on the right. One stack looks at all rows above, one at what is on the
/// left, which reads the former; no mask is needed but for the first windows and several colours.
namespace gated_pixels {

/// tanh(x1) sigmoid(x2), equation 2, of 2 K channels.
template <int K>
using gate = multiply<chain<slice_channels<0, K>, hyperbolic_tangent>, chain<slice_channels<K, K>, sigmoid>>;

/// Values of block number Block: "up" what is above, "sums" the same before the gate, "left" what is on the
/// left.
template <int Block>
inline constexpr auto up = in_block("upto", Block);
template <int Block>
inline constexpr auto sums = in_block("sums", Block);
template <int Block>
inline constexpr auto left = in_block("left", Block);

/// Half of what is on the left before its gate: `Window`, and what the other stack has seen above.
template <int Block, int K, class Window>
using half_gate = sum<Window, from<sums<Block>, conv<K, 1>>>;
template <int Block, int K, class Window>
using left_gate = multiply<chain<half_gate<Block, K, Window>, hyperbolic_tangent>,
                           chain<half_gate<Block, K, Window>, sigmoid>>;

/// The first one: rows above the pixel, and of its row what is before it.
template <int K, int Colours>
using first_block = chain<tap<left<0>>, masked_conv<mask_above, 2 * K, 7>, tap<sums<0>>, gate<K>, tap<up<1>>,
                          from<left<0>, left_gate<0, K, masked_conv<mask_a<Colours>, K, window<1, 7>>>>,
                          pixel_conv<K, Colours>>;
/// A further one: 2 x 3 places of what is above, which has not seen the pixel's own row, and 1 x 2 of its
/// row.
template <int Block, int K, int Colours>
using block = chain<tap<left<Block>>, from<up<Block>, conv<2 * K, window<2, 3>, pad<1, 0, 1, 1>>>,
                    tap<sums<Block>>, gate<K>, tap<up<Block + 1>>,
                    sum<from<left<Block>, left_gate<Block, K, masked_conv<mask_b<Colours>, K, window<1, 3>>>,
                             pixel_conv<K, Colours>>,
                        from<left<Block>>>>;
/// The last one: of what is above nobody reads more.
template <int Block, int K, int Colours>
using last_block =
    chain<tap<left<Block>>, from<up<Block>, conv<2 * K, window<2, 3>, pad<1, 0, 1, 1>>>, tap<sums<Block>>,
          sum<from<left<Block>, left_gate<Block, K, masked_conv<mask_b<Colours>, K, window<1, 3>>>,
                   pixel_conv<K, Colours>>,
              from<left<Block>>>>;

template <int K, int Colours, int Blocks, int... Middle>
chain<first_block<K, Colours>, block<Middle + 1, K, Colours>..., last_block<Blocks, K, Colours>> all_blocks(
    std::integer_sequence<int, Middle...>);
template <int K, int Colours, int Blocks>
using blocks = decltype(all_blocks<K, Colours, Blocks>(std::make_integer_sequence<int, Blocks - 1>{}));

}  // namespace gated_pixels

/// Gated PixelCNN: a first block and `Blocks` further ones of K channels, divisible by the colours.
template <int H = 28, int W = 28, int Colours = 1, int Levels = 2, int K = 32, int Blocks = 5>
struct gated_pixelcnn : net<input<Colours, H, W>, named<"blocks", gated_pixels::blocks<K, Colours, Blocks>>,
                            named<"last", pixel_scores<K, Colours, Levels>>> {};

}  // namespace strata
