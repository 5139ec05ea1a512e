// SPDX-License-Identifier: MIT
#pragma once
#include <strata/losses/softmax_at_places.hpp>

namespace strata {

/// The cross entropy of softmax probabilities and the right class, in one stable pass.
///
///     forward     L = 1/N sum_n -log p[n, t[n]]      p[n, c] = exp(y[n, c] - m[n]) / sum_k exp(y[n, k] - m[n])
///     backward    dy[n, c] = (p[n, c] - [c = t[n]]) / N      m[n] = max_c y[n, c]
///
///     y: [N, C] scores, no softmax before it   t: [N] classes in {0, ..., C - 1}
///
/// log C is what an untrained network gets. PyTorch's CrossEntropyLoss. Throws where a label is out of range.
/// Refused: E19 (the output is an image or a sequence), E20 (a single class), E21 (`softmax` before it).
struct softmax_loss : softmax_at_places {
    template <Shape Y>
    using decision = typename decide<Y, Vector<Y>, E19_loss_needs_a_vector>::type;
};

}  // namespace strata
