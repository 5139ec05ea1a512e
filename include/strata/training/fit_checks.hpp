// SPDX-License-Identifier: MIT
#pragma once
/// What is checked before the first step of `fit`.
#include <strata/error.hpp>
#include <strata/target.hpp>
#include <strata/training/fit_options.hpp>
#include <string>

namespace strata::inline STRATA_TARGET {

/// Throws where a run over samples of this rank cannot have these options.
[[gnu::cold]] inline void check_options(const fit_options& options, int rank_of_samples) {
    if (options.augment && rank_of_samples != 3)
        throw_error(
            {.problem = "an augmentation changes images, and the network takes samples of another rank",
             .expected = "3 axes",
             .found = std::to_string(rank_of_samples)});
    if (options.batch < 1)
        throw_error(
            {.problem = "a batch has to have at least one sample", .found = std::to_string(options.batch)});
    if (options.epochs < 0)
        throw_error(
            {.problem = "there cannot be fewer epochs than none", .found = std::to_string(options.epochs)});
}

/// Throws where a set that names its classes has not as many as a network has outputs.
template <class Set>
void check_class_names(const Set& set, int outputs) {
    if constexpr (requires { set.class_names.size(); })
        if (!set.class_names.empty() && static_cast<int>(set.class_names.size()) != outputs)
            throw_error({.problem = "the network does not have as many outputs as the set has classes",
                         .expected = std::to_string(set.class_names.size()),
                         .found = std::to_string(outputs),
                         .advice = "Let the last layer have an output for each class"});
}

}  // namespace strata::inline STRATA_TARGET
