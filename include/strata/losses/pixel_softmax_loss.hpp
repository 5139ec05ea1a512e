// SPDX-License-Identifier: MIT
#pragma once
#include <strata/losses/softmax_at_places.hpp>

namespace strata {

/// The cross entropy of softmax probabilities and the right class at every pixel: what a segmentation is
/// trained with.
///
///     forward     L = 1/(N H W) sum_{n, i, j} -log p[n, t[n, i, j], i, j]
///                 p[n, c, i, j] = exp(y[n, c, i, j]) / sum_k exp(y[n, k, i, j])
///     backward    dy[n, c, i, j] = (p[n, c, i, j] - [c = t[n, i, j]]) / (N H W)
///
///     y: [N, C, H, W] scores, no softmax before it   t: [N, H, W] classes in {0, ..., C - 1}
///
/// (Long, Shelhamer, Darrell, 2015, section 3: "per-pixel multinomial logistic loss".) PyTorch's
/// CrossEntropyLoss over images. In memory the channels are last, [N, H, W, C]. Throws where a label is out
/// of range.
/// Refused: E43 (the output is no image), E20 (a single class), E21 (a `softmax` layer before it).
struct pixel_softmax_loss : softmax_at_places {
    template <Shape Y>
    using decision = typename decide<Y, Image<Y>, E43_loss_needs_an_image>::type;
};

}  // namespace strata
