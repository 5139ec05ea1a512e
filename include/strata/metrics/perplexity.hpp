// SPDX-License-Identifier: MIT
#pragma once
#include <cmath>
#include <strata/losses/class_targets.hpp>
#include <strata/metrics/metric.hpp>
#include <strata/metrics/totals.hpp>

namespace strata::inline STRATA_TARGET {

/// Among how many equally likely classes a model could as well have chosen: what models of language are
/// compared by.
///
///     perplexity = exp(1/(N P) sum_{n, i} -log p[n, i, t[n, i]])        p: the softmax of y over its classes
///
///     y: [N, P, C] scores, no softmax before it   t: [N, P], P = places<Y>
///
/// C where every class is as likely, 1 where every answer is sure and right. (Jelinek, Mercer, Bahl, Baker,
/// 1977.) A place of a sequence of class `no_class` does not count. Throws where a label is out of range.
struct perplexity {
    static constexpr const char* name = "perplexity";

    template <Shape Y>
    using decision = Y;
    template <Shape Y>
    using target = class_at_each_place<Y>;

    template <Shape Y, class T>
    void add(const metric_args<T>& a) {
        const int* const t = a.targets[0].classes;
        check_classes<Y>(a.n, t, "sample", 0, " of the batch", Sequence<Y>);
        add_in_order(entropy_.sum, a.n, Y::size, a.threads, [&](int n) {
            T* const no_gradient = nullptr;
            const int* const of_sample = t + n * places<Y>;
            return mean_cross_entropy(places<Y>, channels<Y>, a.y + n * Y::size, of_sample, no_gradient, 1) *
                   static_cast<double>(count_of_classes(of_sample, places<Y>));
        });
        entropy_.count += count_of_classes(t, a.n * places<Y>);
    }
    [[nodiscard]] double value() const { return entropy_.count > 0 ? std::exp(entropy_.value()) : 0; }

    template <class Visit>
    void state(Visit&& visit) {
        entropy_.state(visit);
    }

private:
    running_mean entropy_;  ///< of places
};

}  // namespace strata::inline STRATA_TARGET
