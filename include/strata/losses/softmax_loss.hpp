// SPDX-License-Identifier: MIT
#pragma once
#include <string>
#include <strata/kernels/cross_entropy.hpp>
#include <strata/losses/loss.hpp>

namespace strata {

/// The cross entropy of softmax probabilities and the right class, in one stable pass.
///
///     forward     L = 1/N sum_n -log p[n, t[n]]      p[n, c] = exp(y[n, c] - m[n]) / sum_k exp(y[n, k] - m[n])
///     backward    dy[n, c] = (p[n, c] - [c = t[n]]) / N                                m[n] = max_c y[n, c]
///
///     y: [N, C] scores, no softmax before it   t: [N] classes in {0, ..., C - 1}
///
/// log C is what an untrained network gets. PyTorch's CrossEntropyLoss. Throws where a label is out of range.
/// Refused: E19 (the output is an image or a sequence), E20 (a single class), E21 (a `softmax` layer before it).
struct softmax_loss {
    using label = int;
    static constexpr bool applies_softmax = true;

    template <class Y>
    struct decide {
        using type = refused<E19_loss_needs_a_vector>;
    };
    template <Vector Y>
    struct decide<Y> {
        using type = std::conditional_t<(channels<Y> > 1), Y, refused<E20_softmax_of_one_class>>;
    };
    template <Shape Y>
    using decision = typename decide<Y>::type;

    template <Vector Y, class T>
    static double apply(int n, const T* y, const int* t, T* dy) {
        constexpr int C = channels<Y>;
        if (const long i = first_wrong_label(t, n, C); i < n) refuse_label("sample " + std::to_string(i) + " of the batch", C, t[i]);
        return mean_cross_entropy(n, C, y, t, dy);
    }

    template <Vector Y, class T>
    static long correct(int n, const T* y, const int* t) {
        return count_right(n, channels<Y>, y, t);
    }
};

}  // namespace strata
