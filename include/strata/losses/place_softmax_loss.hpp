// SPDX-License-Identifier: MIT
#pragma once
#include <strata/losses/softmax_at_places.hpp>

namespace strata {

/// The cross entropy of softmax probabilities and the right class at every place of a sequence: what a model
/// of the next letter is trained with.
///
///     forward     L = 1/(N L) sum_{n, l} -log p[n, l, t[n, l]]
///                 p[n, l, c] = exp(y[n, l, c]) / sum_k exp(y[n, l, k])
///     backward    dy[n, l, c] = (p[n, l, c] - [c = t[n, l]]) / (N L)
///
///     y: [N, L, C] scores, no softmax before it   t: [N, L] classes in {0, ..., C - 1}
///
/// (Bengio, Ducharme, Vincent, Jauvin, 2003, section 2: the mean log-likelihood.) PyTorch's CrossEntropyLoss
/// over all places as samples. A place of class `no_class`, -100, as behind the end of a sequence, does not
/// count: N L is the number of the others (PyTorch's ignore_index). An evaluation takes the mean over
/// samples, however many places each has. Throws where a label is out of range. Refused: E44 (the output is
/// no sequence), E20 (a single class), E21 (a `softmax` layer before it).
struct place_softmax_loss : softmax_at_places {
    template <Shape Y>
    using decision = typename decide<Y, Sequence<Y>, E44_loss_needs_a_sequence>::type;
};

}  // namespace strata
