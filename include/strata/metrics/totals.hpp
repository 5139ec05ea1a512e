// SPDX-License-Identifier: MIT
#pragma once
/// What metrics keep: sums over samples and counts of answers, and the figures that follow from them.
#include <algorithm>
#include <strata/kernels/parallel.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// Adds `of_sample(i)` of n samples, of so many elements each, to a sum: one after the other, whichever
/// thread computes them.
template <class Of>
void add_in_order(double& sum, int n, int64 elements, int threads, Of&& of_sample) {
    constexpr int at_once = 64;
    double parts[at_once];
    for (int begin = 0; begin < n; begin += at_once) {
        const int some = std::min(at_once, n - begin);
        parallel_for(some, threads_for(some * elements, threads),
                     [&](int i, int) { parts[i] = of_sample(begin + i); });
        for (int i = 0; i < some; ++i) sum += parts[i];
    }
}

/// A sum, and of how many it is.
struct running_mean {
    double sum = 0;
    int64 count = 0;

    [[nodiscard]] double value() const { return count > 0 ? sum / static_cast<double>(count) : 0; }

    template <class Visit>
    void state(Visit&& visit) {
        visit("sum", sum), visit("count", count);
    }
};

/// How many answers were right, of how many.
struct running_share {
    int64 right = 0, answers = 0;

    [[nodiscard]] double value() const {
        return answers > 0 ? static_cast<double>(right) / static_cast<double>(answers) : 0;
    }

    template <class Visit>
    void state(Visit&& visit) {
        visit("right", right), visit("answers", answers);
    }
};

}  // namespace strata::inline STRATA_TARGET
