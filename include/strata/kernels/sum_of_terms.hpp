// SPDX-License-Identifier: MIT
#pragma once
/// Long sums that threads share.
#include <algorithm>
#include <numeric>
#include <strata/kernels/long_sums.hpp>
#include <strata/kernels/parallel.hpp>
#include <strata/kernels/pointwise.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// The sum of `term(i, lanes)` over [0, n), called once for each vector. How the range is cut follows from n
/// alone, so that the number of threads changes no bit.
template <class T, class Term>
double sum_of_terms(int64 n, int threads, Term&& term) {
    constexpr int most = 64;
    const int64 each = std::max(pointwise_block, rounded((n + most - 1) / most));
    const int slices = static_cast<int>((n + each - 1) / each);
    double parts[most];
    parallel_for(slices, threads_for(n, threads), [&](int slice, int) {
        const int64 begin = slice * each;
        const auto own = term;  // its numbers are nobody else's, whatever is stored
        parts[slice] = long_sum<T>(std::min(each, n - begin),
                                   [=](int64 i, auto lanes) { return own(begin + i, lanes); });
    });
    return std::accumulate(parts, parts + slices, 0.0);
}

}  // namespace strata::inline STRATA_TARGET
