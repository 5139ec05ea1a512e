// SPDX-License-Identifier: MIT
#pragma once
#include <strata/losses/class_targets.hpp>
#include <strata/metrics/metric.hpp>

namespace strata::inline STRATA_TARGET {

/// The share of right answers: samples, pixels or places whose largest score, the first of equals, is that of
/// their class.
///
///     accuracy = 1/(N P) sum_{n, i} [argmax_c y[n, i, c] = t[n, i]]        y: [N, P, C]   t: [N, P], P =
///     places<Y>
///
/// A label that is no class is never right.
struct accuracy {
    static constexpr const char* name = "accuracy";

    template <Shape Y>
    using decision = Y;
    template <Shape Y>
    using target = class_at_each_place<Y>;

    template <Shape Y, class T>
    void add(const metric_args<T>& a) {
        right_ += count_right(a.n * places<Y>, channels<Y>, a.y, a.targets[0].classes, a.threads);
        answers_ += a.n * places<Y>;
    }
    [[nodiscard]] double value() const {
        return answers_ > 0 ? static_cast<double>(right_) / static_cast<double>(answers_) : 0;
    }

    template <class Visit>
    void state(Visit&& visit) {
        visit("right", right_), visit("answers", answers_);
    }

private:
    int64 right_ = 0, answers_ = 0;
};

}  // namespace strata::inline STRATA_TARGET
