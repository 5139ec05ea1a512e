// SPDX-License-Identifier: MIT
#pragma once
/// What a classifier that was trained on real samples says of generated ones.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <strata/array.hpp>
#include <strata/error.hpp>
#include <strata/kernels/floating_point.hpp>
#include <strata/target.hpp>
#include <string>
#include <vector>

namespace strata {

struct coverage_options {
    double sure_from = 0.9;  ///< the probability of its class from which the classifier is sure of a sample
    double least_share = 0.02;  ///< of the samples that it is sure of: fewer do not cover a class
};

/// How far generated samples look like those of some class, and of how many classes.
struct sample_coverage {
    double sure = 0;                    ///< share of the samples that the classifier is sure of
    int covered = 0;                    ///< classes that are covered
    std::vector<double> of_class = {};  ///< share of each class among the samples that it is sure of
};

}  // namespace strata

namespace strata::inline STRATA_TARGET {

/// Judges samples by a classifier's scores of them, [N, C], before the softmax. Samples without a class, or
/// of few classes, are signs of a generator that has not learned yet, or that has collapsed. Throws where
/// there are no samples, where a score is no finite number, and where an option is no share.
template <Array E>
[[nodiscard]] sample_coverage coverage_of(const E& scores, const coverage_options& o = {}) {
    const auto& s = array_of_rank<typename E::value_type, 2>(scores, "the scores");
    if (s.shape(0) == 0 || s.shape(1) == 0)
        throw_error({.problem = "there are no samples to judge",
                     .expected = "scores [N, C]",
                     .found = shape_text(s.shape())});
    if (!(o.sure_from >= 0 && o.sure_from <= 1 && o.least_share >= 0 && o.least_share <= 1))
        throw_error({.problem = "shares lie between 0 and 1", .name = "coverage_options"});
    sample_coverage all;
    all.of_class.assign(s.shape(1), 0);
    double sure = 0;
    for (std::size_t i = 0; i < s.shape(0); ++i) {
        double sum = 0, most = static_cast<double>(s(i, 0));
        std::size_t best = 0;
        for (std::size_t c = 0; c < s.shape(1); ++c) {
            if (!is_finite(s(i, c)))
                throw_error({.problem = "a score is no finite number",
                             .name = with_number("sample", static_cast<int64>(i))});
            if (static_cast<double>(s(i, c)) > most) most = static_cast<double>(s(i, c)), best = c;
        }
        for (std::size_t c = 0; c < s.shape(1); ++c) sum += std::exp(static_cast<double>(s(i, c)) - most);
        if (1 / sum >= o.sure_from) ++sure, ++all.of_class[best];
    }
    for (double& share : all.of_class) share /= std::max(sure, 1.0);
    all.sure = sure / static_cast<double>(s.shape(0));
    all.covered = static_cast<int>(std::count_if(all.of_class.begin(), all.of_class.end(),
                                                 [&](double v) { return v > 0 && v >= o.least_share; }));
    return all;
}

}  // namespace strata::inline STRATA_TARGET
