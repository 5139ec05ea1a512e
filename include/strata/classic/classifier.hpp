// SPDX-License-Identifier: MIT
#pragma once
/// What classifiers have in common: they are trained on samples with labels, and predict labels.
#include <strata/array.hpp>
#include <strata/error.hpp>
#include <strata/target.hpp>

#include <concepts>
#include <cstddef>
#include <string>

namespace strata::inline STRATA_TARGET {

/// `c.train(x, labels)` learns from samples [N, ...] and a class for each; `c.predict(x)` gives a class for
/// each sample. The data-driven approach: nothing else is asked of a classifier.
template <class C>
concept Classifier = requires(C& c, const C& trained, const xt::xtensor<float, 2>& x,
                              const xt::xtensor<int, 1>& labels) {
    c.train(x, labels);
    { trained.predict(x) } -> std::convertible_to<xt::xtensor<int, 1>>;
};

/// The share of right ones among predictions. Throws where there are not as many labels, or none.
[[nodiscard]] inline double share_right(const xt::xtensor<int, 1>& predicted,
                                        const xt::xtensor<int, 1>& labels) {
    if (predicted.size() != labels.size() || labels.size() == 0)
        throw_error({.problem = "there are not as many labels as predictions, or none",
                     .expected = std::to_string(predicted.size()),
                     .found = std::to_string(labels.size())});
    std::size_t right = 0;
    for (std::size_t i = 0; i < labels.size(); ++i) right += predicted(i) == labels(i);
    return static_cast<double>(right) / static_cast<double>(labels.size());
}

/// The share of samples whose class is predicted right.
template <Classifier C, Array X>
[[nodiscard]] double accuracy_of(const C& trained, const X& x, const xt::xtensor<int, 1>& labels) {
    return share_right(trained.predict(x), labels);
}

}  // namespace strata::inline STRATA_TARGET
