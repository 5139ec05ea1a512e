// SPDX-License-Identifier: MIT
#pragma once
/// How good a classifier is on samples that it was not trained on, fold by fold.
///
///     const cross_validation found = cross_validate(
///         [] { return nearest_neighbours({.neighbours = 5}); }, x, labels,
///         numbers_of_stratified_folds(labels, 5));
///     std::cout << found.mean() << " +- " << found.deviation();
#include <strata/classic/classifier.hpp>
#include <strata/classic/sample_rows.hpp>
#include <strata/data/folds.hpp>
#include <strata/error.hpp>
#include <strata/target.hpp>

#include <cmath>
#include <cstddef>
#include <set>
#include <string>
#include <type_traits>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// The accuracy on each fold.
struct cross_validation {
    std::vector<double> accuracies;

    /// The mean over the folds; 0 where there is none.
    [[nodiscard]] double mean() const {
        double sum = 0;
        for (const double a : accuracies) sum += a;
        return accuracies.empty() ? 0 : sum / static_cast<double>(accuracies.size());
    }
    /// The deviation of the folds from their mean, of which the bars of a plot are as long: the root of the
    /// sum of squares by the number of folds.
    [[nodiscard]] double deviation() const {
        const double middle = mean();
        double sum = 0;
        for (const double a : accuracies) sum += (a - middle) * (a - middle);
        return accuracies.empty() ? 0 : std::sqrt(sum / static_cast<double>(accuracies.size()));
    }
};

namespace detail {
/// Throws where a fold holds out samples of a class of which none is left to be trained on.
[[gnu::cold]] inline void require_all_classes(const xt::xtensor<int, 1>& labels,
                                              const std::vector<fold_numbers>& folds) {
    for (std::size_t k = 0; k < folds.size(); ++k) {
        const xt::xtensor<int, 1> trained = rows_at(labels, folds[k].train);
        const std::set<int> classes(trained.begin(), trained.end());
        for (const int c : rows_at(labels, folds[k].held_out))
            if (!classes.contains(c))
                throw_error({.problem = "a class is held out whole, so that nothing of it can be learned",
                             .name = "fold " + std::to_string(k) + ", class " + std::to_string(c),
                             .advice = "Take more folds, numbers_of_stratified_folds(labels, ...), or leave "
                                       "out classes of a single sample"});
    }
}
}  // namespace detail

/// Trains what `make()` gives on all folds but one, for each of them, and evaluates it on that one. Throws
/// what the classifier throws, where a fold has a number that is none of the samples', and where one holds
/// out all that there is of a class; the last two before any training.
template <class Make, std::size_t Rank>
requires Classifier<std::invoke_result_t<const Make&>>
[[nodiscard]] cross_validation cross_validate(const Make& make, const xt::xtensor<float, Rank>& x,
                                              const xt::xtensor<int, 1>& labels,
                                              const std::vector<fold_numbers>& folds) {
    detail::require_all_classes(labels, folds);
    cross_validation found;
    for (const fold_numbers& fold : folds) {
        const auto train = rows_at(x, fold.train), held_out = rows_at(x, fold.held_out);
        auto classifier = make();
        classifier.train(train, rows_at(labels, fold.train));
        found.accuracies.push_back(accuracy_of(classifier, held_out, rows_at(labels, fold.held_out)));
    }
    return found;
}

}  // namespace strata::inline STRATA_TARGET
