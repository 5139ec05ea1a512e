// SPDX-License-Identifier: MIT
#pragma once
/// How values spread.
#include <strata/error.hpp>
#include <strata/int64.hpp>
#include <strata/kernels/floating_point.hpp>
#include <strata/target.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// How many values fell into each of equally wide bins between two ends. Values beyond an end are counted in
/// its bin.
struct histogram {
    double low = -1, high = 1;
    std::vector<int64> counts;

    /// Errors: no bin; ends that are not finite or not in order; a value that is none.
    template <class Values>
    histogram(const Values& values, double from, double to, int bins = 40) : low(from), high(to) {
        if (bins < 1 || !is_finite(from) || !is_finite(to) || !(from < to))
            throw_error({.problem = "a histogram has at least one bin between two finite ends",
                         .found = std::to_string(bins) + " from " + std::to_string(from) + " to " +
                                  std::to_string(to)});
        counts.assign(static_cast<std::size_t>(bins), 0);
        for (const auto value : values) {
            const double share = (static_cast<double>(value) - low) / (high - low);
            if (is_nan(share)) throw_error({.problem = "a value is not a number", .name = "histogram"});
            ++counts[static_cast<std::size_t>(std::clamp(share * bins, 0.0, bins - 1.0))];
        }
    }
};

}  // namespace strata::inline STRATA_TARGET
