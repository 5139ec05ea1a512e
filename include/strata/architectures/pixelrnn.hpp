// SPDX-License-Identifier: MIT
#pragma once
#include <strata/architectures/pixelcnn.hpp>
#include <strata/layers/row_lstm.hpp>

namespace strata {

/// Figure 5, right, by rows: the gates of H cells from the pixel and what is on its left, the cells, and what
/// they add to 2H channels.
template <int H, int Colours>
using row_lstm_block = residual<chain<masked_conv<mask_b<Colours>, 4 * H, window<1, 3>>, row_lstm<3, Colours>,
                                      pixel_conv<2 * H, Colours>>>;

/// PixelRNN with row LSTMs (van den Oord, Kalchbrenner, Kavukcuoglu: "Pixel recurrent neural networks", 2016,
/// section 3.1, table 1): as `pixelcnn`, but each layer of it remembers from row to row, so that a pixel
/// hears of all rows above, in a triangle. `level_softmax_loss` trains it.
///
/// What can be chosen: the extents of the image, its colours and levels, H cells in a pixel (the paper has
/// 128 for photographs, 16 for digits), divisible by the colours, and the layers (12, or 7).
template <int Rows = 28, int W = 28, int Colours = 1, int Levels = 2, int H = 16, int Layers = 7>
struct pixelrnn : net<input<Colours, Rows, W>, named<"first", masked_conv<mask_a<Colours>, 2 * H, 7>>,
                      named<"blocks", repeat<Layers, row_lstm_block<H, Colours>>>,
                      named<"last", pixel_scores<2 * H, Colours, Levels>>> {};

}  // namespace strata
