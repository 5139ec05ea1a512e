// SPDX-License-Identifier: MIT
#pragma once
#include <strata/kernels/weighted_cross_entropy.hpp>
#include <strata/losses/loss.hpp>
#include <strata/losses/number_targets.hpp>
#include <strata/shape/codes.hpp>

namespace strata {

/// What the losses share that compare probabilities with probabilities.
template <bool Entropy>
struct loss_of_probabilities {
    static constexpr bool applies_softmax = true;

    template <Shape Y>
    using decision = std::conditional_t<(channels<Y> > 1), Y, refused<E20_softmax_of_one_class>>;
    template <Shape Y>
    using target = strata::target<real_numbers, Y>;

    template <Shape Y, class T>
    static double apply(const loss_args<T>& a) {
        return soft_cross_entropy(a.n * places<Y>, channels<Y>, a.y, a.targets[0].numbers, a.dy, Entropy,
                                  a.threads);
    }

    template <Shape Y, class T>
    static void check_targets(int n, const target_view<T>* targets, const char* what, int64 first) {
        check_numbers<Y>(n, targets[0].numbers, {.low = 0, .text = "0 or more"},
                         "the probability is out of range", what, first);
    }
};

/// The cross entropy of softmax probabilities and wanted ones: of labels that are mixed (mixup), or another
/// network's answers (Hinton, Vinyals, Dean: "Distilling the knowledge in a neural network", 2015, section
/// 2).
///
///     forward     L = 1/R sum_r sum_c t[r, c] log 1/p[r, c]      p[r, c] = exp(y[r, c]) / sum_k exp(y[r, k])
///     backward    dy[r, c] = (p[r, c] sum_k t[r, k] - t[r, c]) / R
///
///     y: [N, C], [N, L, C] or [N, C, H, W] scores, no softmax before it      t: probabilities of the same extents
///     r: samples, places or pixels, R in all
///
/// PyTorch's CrossEntropyLoss with probabilities as targets. Throws before training where a target is below
/// 0. Refused: E20 (a single class), E21 (`softmax` before it).
struct soft_softmax_loss : loss_of_probabilities<false> {};

/// How far softmax probabilities are from wanted ones: 0 where they are equal.
///
///     forward     L = 1/R sum_r sum_c t[r, c] log(t[r, c] / p[r, c])
///     backward    dy[r, c] = (p[r, c] sum_k t[r, k] - t[r, c]) / R
///
/// Shapes as for `soft_softmax_loss`, which differs by the entropy of t. (Kullback and Leibler: "On
/// information and sufficiency", 1951.) PyTorch's KLDivLoss(reduction="batchmean") of log_softmax(y). Throws
/// before training where a target is below 0. Refused: E20 (a single class), E21 (`softmax` before it).
struct kl_divergence_loss : loss_of_probabilities<true> {};

}  // namespace strata
