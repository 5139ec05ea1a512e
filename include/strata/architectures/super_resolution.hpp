// SPDX-License-Identifier: MIT
#pragma once
#include <strata/graph/net.hpp>
#include <strata/layers/convolution.hpp>
#include <strata/layers/joins.hpp>
#include <strata/layers/relu.hpp>
#include <strata/layers/upsample.hpp>

namespace strata {

/// A residual dense block of one convolution: G channels join those that came, 1 x 1 makes K of them, and
/// what came is added (figure 3, equations 3 to 6).
template <int K, int G>
using residual_dense_block = residual<
    chain<concat<chain<>, chain<named<"dense", conv<G, 3, same>>, relu>>, named<"fusion", conv<K, 1>>>>;

/// A picture twice as high and as wide, by a residual dense network (Zhang, Tian, Kong, Zhong, Fu: "Residual
/// dense network for image super-resolution", 2018, figure 2) in a small form: two blocks of one convolution,
/// 64 channels that grow by 4. 222,075 parameters.
///
///     x: [3, H, W], red, green, blue from 0 to 255      y: [3, 2 H, 2 W]
///
/// Where the paper rearranges channels to pixels, each pixel becomes four, and the last convolution comes
/// behind that, as in the weights that `scripts/weights super-resolution` converts. A pixel of y depends on
/// pixels of x at most 10 away, so that a large picture can be made tile by tile.
template <int Height = 96, int Width = Height>
struct super_resolution
    : net<input<3, Height, Width>, named<"shallow1", conv<64, 3, same>>, tap<"shallow">,
          named<"shallow2", conv<64, 3, same>>, named<"block1", residual_dense_block<64, 4>>, tap<"block1">,
          named<"block2", residual_dense_block<64, 4>>, concat<from<"block1">, chain<>>,
          named<"fusion", chain<conv<64, 1>, conv<64, 3, same>>>, sum<chain<>, from<"shallow">>,
          named<"enlarge",
                chain<conv<64, 5, same>, relu, conv<32, 3, same>, relu, conv<12, 3, same>, upsample<2>>>,
          named<"last", conv<3, 3, same>>> {};

}  // namespace strata
