// SPDX-License-Identifier: MIT
#pragma once
#include <strata/graph/net.hpp>
#include <strata/layers/convolution.hpp>
#include <strata/layers/relu6.hpp>

namespace strata {

/// Each of C channels by itself with a 3 x 3 window S apart, then K sums over all of them, as in MobileNet,
/// with biases in place of the normalizations that are folded into the windows.
template <int C, int K, int S = 1>
using folded_separable =
    chain<conv<C, 3, stride<S>, pad<1>, groups<C>, round_down>, relu6, conv<K, 1>, relu6>;

/// What PoseNet's heads read: MobileNet (Howard and others, 2017, table 1) with three quarters of the
/// channels, whose steps after the fourth are of 1, so that a place is of 16 x 16 pixels.
///
///     x: [3, H, W], red, green, blue from -1 to 1      y: [384, (H - 1) / 16 + 1, (W - 1) / 16 + 1]
using posenet_trunk =
    chain<conv<24, 3, stride<2>, pad<1>, round_down>, relu6, folded_separable<24, 48>,
          folded_separable<48, 96, 2>, folded_separable<96, 96>, folded_separable<96, 192, 2>,
          folded_separable<192, 192>, folded_separable<192, 384, 2>, repeat<7, folded_separable<384, 384>>>;

/// Where the 17 key points of people are (Papandreou, Zhu, Chen, Gidaris, Tompson, Murphy: "PersonLab: person
/// pose estimation and instance segmentation with a bottom-up, part-based, geometric embedding model", 2018,
/// section 3.1), over MobileNet of three quarters. 1,258,195 parameters, those of `scripts/weights posenet`.
/// `poses_of` makes people of its four outputs, over places of 16 x 16 pixels:
///
///     scores, before the sigmoid     [17, h, w]
///     offsets                        [34, h, w]   rows, then columns, to the point from the place's corner
///     displacements forward          [32, h, w]   along the 16 edges of the tree, from parent to child
///     displacements backward         [32, h, w]   from child to parent
///
/// Sides of 16 n + 1 are those that it was trained with: 385 makes 25 places.
template <int Height = 385, int Width = Height>
struct posenet : net<input<3, Height, Width>, named<"trunk", posenet_trunk>,
                     heads<named<"scores", conv<17, 1>>, named<"offsets", conv<34, 1>>,
                           named<"forward", conv<32, 1>>, named<"backward", conv<32, 1>>>> {};

}  // namespace strata
