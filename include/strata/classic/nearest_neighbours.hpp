// SPDX-License-Identifier: MIT
#pragma once
/// Classifies a sample by the K nearest of those that it was trained on.
///
///     nearest_neighbours knn({.neighbours = 5});
///     knn.train(train.images, train.labels);
///     const xt::xtensor<int, 1> classes = knn.predict(test.images);
///
///     equal          each neighbour has one vote
///     by_distance    each has 1 / its distance; where some are at no distance at all, only those have one
///
/// The class with the most votes wins; of several the one whose nearest neighbour is the nearest, and of
/// equally near ones the one that comes first in the training set. (Fix and Hodges, 1951; Cover and Hart,
/// 1967; Dudani, 1976, for the weights.)
///
/// To train is to keep the data, an array of floats with a name of its own by reference; to predict is to
/// compare with all of it.
#include <strata/classic/classifier.hpp>
#include <strata/classic/neighbour_search.hpp>
#include <strata/kernels/parallel.hpp>
#include <strata/target.hpp>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace strata {

/// What a neighbour's vote counts.
enum class votes { equal, by_distance };

}  // namespace strata

namespace strata::inline STRATA_TARGET {

struct neighbour_options {
    int neighbours = 1;  ///< K
    distance measure = distance::l2;
    votes weighting = votes::equal;
    int threads = default_threads();
};

/// Errors: K or threads below 1, or K above the number of samples; labels that are not one for each sample,
/// or below 0; a value that is not finite; samples of another size than those trained on; no training yet.
class nearest_neighbours {
public:
    explicit nearest_neighbours(neighbour_options options = {}) : options_(options) {
        if (options.neighbours < 1 || options.threads < 1)
            throw_error(
                {.problem = "neighbours and threads are counted from 1",
                 .name = "neighbour_options",
                 .found = std::to_string(options.neighbours) + " and " + std::to_string(options.threads)});
    }

    template <class X, Array Labels>
    requires Array<std::remove_cvref_t<X>>
    void train(X&& x, const Labels& labels) {
        auto rows = sample_rows::of(std::forward<X>(x), "the samples");
        auto classes = labels_of_rank<1>(labels);
        const int count = class_count(rows, classes);
        if (options_.neighbours > rows.count())
            throw_error({.problem = "there are fewer samples than neighbours are asked for",
                         .expected = std::to_string(options_.neighbours),
                         .found = std::to_string(rows.count())});
        search_ = neighbour_search(std::move(rows), options_.measure, options_.threads);
        labels_ = std::move(classes);
        classes_ = count;
    }

    /// [N]: the class of each sample.
    template <Array X>
    [[nodiscard]] xt::xtensor<int, 1> predict(const X& x) const {
        return predict(neighbours(x), options_.neighbours);
    }

    /// The K nearest samples of each of x, or another number of them.
    template <Array X>
    [[nodiscard]] neighbour_table neighbours(const X& x) const {
        return neighbours(x, options_.neighbours);
    }
    template <Array X>
    [[nodiscard]] neighbour_table neighbours(const X& x, int k) const {
        if (classes_ == 0)
            throw_error({.problem = "a classifier that has not been trained has no neighbours",
                         .advice = "Call train(x, labels) first"});
        return search_.nearest(sample_rows::of(x, "the queries"), k);
    }

    /// The classes that the first k of each row of a table vote for: one search serves several k.
    [[nodiscard]] xt::xtensor<int, 1> predict(const neighbour_table& found, int k) const {
        const auto there = found.numbers.shape()[1];
        if (k < 1 || static_cast<std::size_t>(k) > there)
            throw_error({.problem = "the table does not have that many neighbours",
                         .expected = "1 to " + std::to_string(there),
                         .found = std::to_string(k)});
        auto predicted = xt::xtensor<int, 1>::from_shape({found.numbers.shape()[0]});
        std::vector<double> count(static_cast<std::size_t>(classes_));
        for (std::size_t q = 0; q < predicted.size(); ++q) {
            count.assign(count.size(), 0.0);
            const bool same = options_.weighting == votes::by_distance && found.distances(q, 0) == 0;
            for (std::size_t i = 0; i < static_cast<std::size_t>(k); ++i) {
                const double d = found.distances(q, i);
                count[class_at(found, q, i)] += options_.weighting == votes::equal ? 1
                                                : same                             ? (d == 0 ? 1 : 0)
                                                                                   : 1 / d;
            }
            std::size_t best = class_at(found, q, 0);
            for (std::size_t i = 1; i < static_cast<std::size_t>(k); ++i)
                if (count[class_at(found, q, i)] > count[best]) best = class_at(found, q, i);
            predicted(q) = static_cast<int>(best);
        }
        return predicted;
    }

private:
    [[nodiscard]] std::size_t class_at(const neighbour_table& found, std::size_t q, std::size_t i) const {
        return static_cast<std::size_t>(labels_(static_cast<std::size_t>(found.numbers(q, i))));
    }

    neighbour_options options_;
    neighbour_search search_;
    xt::xtensor<int, 1> labels_;
    int classes_ = 0;
};

}  // namespace strata::inline STRATA_TARGET
