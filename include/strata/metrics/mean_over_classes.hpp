// SPDX-License-Identifier: MIT
#pragma once
#include <strata/metrics/class_counts.hpp>

namespace strata::inline STRATA_TARGET {

/// What metrics have in common that are a mean over the classes of a share: 1/C sum_c share(c). `Metric`
/// derives from it and says its name, and `share(counts, c)`.
///
///     y: [N, C] or [N, L, C] or [N, H, W, C]   t: [N] or [N, L] or [N, H, W]
template <class Metric>
class mean_over_classes {
public:
    template <Shape Y>
    using decision = Y;
    template <Shape Y>
    using target = class_at_each_place<Y>;

    template <Shape Y, class T>
    void add(const metric_args<T>& a) {
        counts_.add<Y>(a);
    }
    [[nodiscard]] double value() const {
        double sum = 0;
        for (int64 c = 0; c < counts_.classes(); ++c) sum += of_class(c);
        return counts_.classes() > 0 ? sum / static_cast<double>(counts_.classes()) : 0;
    }

    template <class Visit>
    void state(Visit&& visit) {
        counts_.state(visit);
    }

protected:
    [[nodiscard]] double of_class(int64 c) const { return Metric::share(counts_, c); }

private:
    class_counts counts_;
};

}  // namespace strata::inline STRATA_TARGET
