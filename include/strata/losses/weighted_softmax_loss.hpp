// SPDX-License-Identifier: MIT
#pragma once
#include <strata/kernels/weighted_cross_entropy.hpp>
#include <strata/losses/mean_of_elements.hpp>
#include <strata/losses/softmax_at_places.hpp>
#include <strata/shape/codes.hpp>
#include <vector>

namespace strata {

/// The cross entropy of softmax probabilities and the right class, where classes do not count alike, labels
/// are not quite believed, or some are missing: of samples, of the places of a sequence, of pixels.
///
///     forward     L = 1/D sum_r (1 - s) w[t[r]] log 1/p[r, t[r]] + s/C sum_c w[c] log 1/p[r, c]      D = sum_r w[t[r]]
///     backward    dy[r, c] = (a[r] p[r, c] - (1 - s) w[t[r]] [c = t[r]] - s/C w[c]) / D
///                 a[r] = (1 - s) w[t[r]] + s/C sum_c w[c]
///
///     y: [N, C], [N, L, C] or [N, C, H, W] scores, no softmax before it     t: [N], [N, L] or [N, H, W] classes
///     w: `class_weights`, all 1 where there are none      s: `label_smoothing` (Szegedy and others, 2016, section 7)
///     r: all samples, places or pixels whose label is not `ignored`
///
///     trainer t{m, weighted_softmax_loss{.label_smoothing = 0.1}, adam{}};
///
/// PyTorch's CrossEntropyLoss with weight, label_smoothing and ignore_index. Without any of them it is
/// `softmax_loss`, which is quicker. Throws where there are not as many weights as classes, a weight is below
/// 0, the smoothing is not in [0, 1), or a label is neither a class nor ignored. Refused: E20 (a single
/// class), E21 (`softmax` before it).
struct weighted_softmax_loss {
    std::vector<double> class_weights = {};
    double label_smoothing = 0;
    int ignored = no_class;

    static constexpr bool applies_softmax = true;
    using metrics = metric_list<>;

    template <Shape Y>
    using decision = std::conditional_t<(channels<Y> > 1), Y, refused<E20_softmax_of_one_class>>;
    template <Shape Y>
    using target = class_at_each_place<Y>;

    template <Shape Y, class T>
    double apply(const loss_args<T>& a) const {
        check_numbers_of(channels<Y>);
        check_targets<Y>(a.n, a.targets, "sample", 0);
        return weighted_cross_entropy(
            a.n * places<Y>, channels<Y>, a.y, a.targets[0].classes, a.dy,
            {class_weights.empty() ? nullptr : class_weights.data(), label_smoothing, ignored}, a.threads);
    }

    template <Shape Y, class T>
    void check_targets(int n, const target_view<T>* targets, const char* what, int64 first) const {
        const int* const t = targets[0].classes;
        for (int64 i = 0; i < n * places<Y>; ++i)
            if (t[i] != ignored && (t[i] < 0 || t[i] >= channels<Y>))
                refuse_label(name_of_label<Y>(i, what, first, ""), channels<Y>, t[i]);
    }

    template <class Visit>
    void settings(Visit&& visit) {
        visit("label_smoothing", label_smoothing), visit("ignored", ignored);
        for (std::size_t c = 0; c < class_weights.size(); ++c)
            visit("class_weight_" + std::to_string(c), class_weights[c]);
    }

private:
    void check_numbers_of(int classes) const {
        if (!class_weights.empty() && class_weights.size() != static_cast<std::size_t>(classes))
            throw_error({.problem = "each class needs a weight",
                         .name = "class_weights",
                         .expected = std::to_string(classes),
                         .found = std::to_string(class_weights.size())});
        for (const double w : class_weights)
            if (!is_finite(w) || w < 0)
                throw_error({.problem = "the weight of a class cannot be negative",
                             .name = "class_weights",
                             .expected = "0 or more",
                             .found = std::to_string(w)});
        if (!(label_smoothing >= 0 && label_smoothing < 1))
            throw_error({.problem = "the smoothing of labels is out of range",
                         .name = "label_smoothing",
                         .expected = "at least 0 and below 1",
                         .found = std::to_string(label_smoothing)});
    }
};

}  // namespace strata
