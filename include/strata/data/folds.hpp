// SPDX-License-Identifier: MIT
#pragma once
/// A set in K parts of one size, each of which is held out once while the others are trained on: K-fold cross
/// validation (Stone, 1974; Geisser, 1975).
///
///     for (const auto& [train, held_out] : folds(set, 5, {.random = seed{1}, .stratified = true})) ...
#include <strata/data/subset.hpp>
#include <strata/kernels/random_streams.hpp>
#include <strata/kernels/sort_stably.hpp>
#include <strata/target.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// How folds are drawn.
struct fold_options {
    seed random = {};
    bool stratified = false;  ///< each fold has its share of each class
};

/// The samples of one turn, by their numbers and in their order.
struct fold_numbers {
    std::vector<std::uint32_t> train, held_out;
};

/// Deals samples out to `count` folds, one after the other: their sizes differ by one at most. Throws where
/// there are fewer than 2 folds or more than samples.
[[nodiscard]] inline std::vector<fold_numbers> folds_of_order(const std::vector<std::uint32_t>& order,
                                                              int count) {
    if (count < 2 || static_cast<std::size_t>(count) > order.size())
        throw_error({.problem = "a set cannot be cut into so many folds",
                     .expected = "2 to " + std::to_string(order.size()) + ", the number of samples",
                     .found = std::to_string(count)});
    const auto folds = static_cast<std::size_t>(count);
    std::vector<fold_numbers> all(folds);
    for (std::size_t i = 0; i < order.size(); ++i)
        for (std::size_t f = 0; f < folds; ++f)
            (i % folds == f ? all[f].held_out : all[f].train).push_back(order[i]);
    for (fold_numbers& fold : all) {
        std::sort(fold.train.begin(), fold.train.end());
        std::sort(fold.held_out.begin(), fold.held_out.end());
    }
    return all;
}

/// The folds of n samples, drawn at random. Throws as `folds_of_order` does.
[[nodiscard]] inline std::vector<fold_numbers> numbers_of_folds(int64 n, int count, seed random = {}) {
    return folds_of_order(drawn_order(n, random_for(drawn_for::folds, random)), count);
}

/// Folds that each have their share of each class but for one sample; `classes` has that of each sample. A
/// class with fewer samples than there are folds is in as many of them as it has samples.
template <class Classes>
[[nodiscard]] std::vector<fold_numbers> numbers_of_stratified_folds(const Classes& classes, int count,
                                                                    seed random = {}) {
    auto order = drawn_order(static_cast<int64>(classes.size()), random_for(drawn_for::folds, random));
    sort_stably(order, [&](auto a, auto b) { return classes[a] < classes[b]; });
    return folds_of_order(order, count);
}

/// One turn: the samples that are trained on, and those held out.
template <class Set>
struct fold {
    subset<Set> train, held_out;
};

/// The folds of a set. A set with a name of its own is referred to and has to live as long; a temporary is
/// kept, once for all. Stratified, the classes are those that the set tells; of a set that does not, all
/// samples are read. Throws where there are fewer than 2 folds or more than samples.
template <class Set>
[[nodiscard]] std::vector<fold<Set>> folds(Set&& set, int count, fold_options options = {}) {
    const auto n = static_cast<int64>(set.size());
    std::vector<fold_numbers> numbers =
        options.stratified ? numbers_of_stratified_folds(classes_of(set), count, options.random)
                           : numbers_of_folds(n, count, options.random);
    const kept<Set> whole(std::forward<Set>(set));
    std::vector<fold<Set>> all;
    for (fold_numbers& one : numbers)
        all.push_back(
            {subset<Set>(whole, std::move(one.train)), subset<Set>(whole, std::move(one.held_out))});
    return all;
}

}  // namespace strata::inline STRATA_TARGET
