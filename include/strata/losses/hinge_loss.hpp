// SPDX-License-Identifier: MIT
#pragma once
#include <strata/kernels/hinge.hpp>
#include <strata/losses/class_targets.hpp>
#include <strata/losses/loss.hpp>
#include <strata/losses/mean_of_elements.hpp>
#include <strata/metrics/accuracy.hpp>
#include <strata/shape/codes.hpp>

namespace strata {

/// Every wrong class whose score does not stay behind that of the right one by a margin costs what is
/// missing: the multiclass support vector machine.
///
///     forward     L = 1/N sum_n sum_{c != t[n]} max(0, y[n, c] - y[n, t[n]] + margin)            squared: max(...)^2
///     backward    dy[n, c] = [margin not kept by c] / N, or 2 max(...) / N where it is squared
///                 dy[n, t[n]] = -sum_{c != t[n]} dy[n, c]
///
///     y: [N, C] scores   t: [N] classes in {0, ..., C - 1}
///
/// (Weston and Watkins, 1999; CS231n, "Linear classification".) An untrained network gets (C - 1) margin.
/// With `mean_over_classes` it is divided by C: PyTorch's MultiMarginLoss, of p = 2 where it is squared.
/// Throws where the margin is not above 0, or a label is out of range. Refused: E19 (the output is an image
/// or a sequence), E20 (a single class).
struct hinge_loss {
    double margin = 1;
    bool squared = false, mean_over_classes = false;

    using metrics = metric_list<accuracy>;

    template <Shape Y>
    using decision =
        std::conditional_t<!Vector<Y>, refused<E19_loss_needs_a_vector>,
                           std::conditional_t<(channels<Y> > 1), Y, refused<E20_softmax_of_one_class>>>;
    template <Shape Y>
    using target = class_at_each_place<Y>;

    template <Shape Y, class T>
    double apply(const loss_args<T>& a) const {
        check_positive("margin", margin);
        const int* const t = a.targets[0].classes;
        check_classes<Y>(a.n, t);
        const double share = 1.0 / a.n / (mean_over_classes ? channels<Y> : 1);
        return sum_of_hinges(a.n, channels<Y>, a.y, t, a.dy, static_cast<T>(margin), squared, share,
                             a.threads);
    }

    template <Shape Y, class T>
    static void check_targets(int n, const target_view<T>* targets, const char* what, int64 first) {
        check_classes<Y>(n, targets[0].classes, what, first, "");
    }

    template <class Visit>
    void settings(Visit&& visit) {
        visit("margin", margin), visit("squared", squared), visit("mean_over_classes", mean_over_classes);
    }
};

}  // namespace strata
