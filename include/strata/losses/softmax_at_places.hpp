// SPDX-License-Identifier: MIT
#pragma once
#include <strata/kernels/cross_entropy.hpp>
#include <strata/losses/class_targets.hpp>
#include <strata/losses/loss.hpp>
#include <strata/metrics/accuracy.hpp>
#include <strata/shape/codes.hpp>

namespace strata::inline STRATA_TARGET {

/// What the softmax losses over samples, pixels and places share: the mean cross entropy over all places, of
/// which a vector has one.
///
///     forward     L = 1/(N P) sum_{n, i} -log p[n, i, t[n, i]]
///                 p[n, i, c] = exp(y[n, i, c]) / sum_k exp(y[n, i, k])
///     backward    dy[n, i, c] = (p[n, i, c] - [c = t[n, i]]) / (N P)
///
///     y, dy: [N, P, C], channels last, with P = places<Y>, C = channels<Y>
///     t: [N, P] classes in {0, ..., C - 1}; of a sequence also `no_class`, where a place does not count
///
/// No loss by itself: each has its own `decision`, which refuses the shapes that it is not for.
/// Refused: E20 (a single class).
struct softmax_at_places {
    static constexpr bool applies_softmax = true;
    using metrics = metric_list<accuracy>;

    template <Shape Y>
    using target = class_at_each_place<Y>;

    /// L; leaves its gradient in dy. Throws where a label is out of range, and names its sample and its
    /// place.
    template <Shape Y, class T>
    static double apply(const loss_args<T>& a) {
        const int* const t = a.targets[0].classes;
        check_classes<Y>(a.n, t, "sample", 0, " of the batch", Sequence<Y>);
        return mean_cross_entropy(a.n * places<Y>, channels<Y>, a.y, t, a.dy, a.threads);
    }

    /// Throws where a label is out of range, and names its sample, counted from `first`, and its place.
    template <Shape Y, class T>
    static void check_targets(int n, const target_view<T>* targets, const char* what, int64 first) {
        check_classes<Y>(n, targets[0].classes, what, first, "", Sequence<Y>);
    }

protected:
    /// Y where it fits and has classes to tell apart; `refused<Misfit>` where it does not fit.
    template <Shape Y, bool Fits, class Misfit>
    struct decide {
        using type = refused<Misfit>;
    };
    template <Shape Y, class Misfit>
    struct decide<Y, true, Misfit> {
        using type = std::conditional_t<(channels<Y> > 1), Y, refused<E20_softmax_of_one_class>>;
    };
};

}  // namespace strata::inline STRATA_TARGET
