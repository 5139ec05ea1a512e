// SPDX-License-Identifier: MIT
#pragma once
#include <algorithm>
#include <array>
#include <strata/kernels/long_sums.hpp>
#include <strata/kernels/parallel.hpp>
#include <strata/kernels/pointwise.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// The sum of `term(i, lanes)` over [0, n), which is called once for each vector: a `long_sum` of each of at
/// most 64 parts, which follow from n alone and are added in their order, so that the number of threads
/// changes no bit.
template <class T, class Term>
[[nodiscard]] double parted_sum(int64 n, int threads, Term&& term) {
    constexpr int most_parts = 64;
    std::array<double, most_parts> sums;
    const int parts =
        static_cast<int>(std::min<int64>(most_parts, (n + pointwise_block - 1) / pointwise_block));
    parallel_for(parts, threads_for(n, threads), [&](int part, int) {
        const slice lines = slice_of(rounded(n) / 16, parts, part);
        const int64 begin = lines.begin * 16, end = std::min(lines.end * 16, n);
        sums[static_cast<std::size_t>(part)] =
            long_sum<T>(end - begin, [&](int64 i, auto lanes) { return term(begin + i, lanes); });
    });
    double sum = 0;
    for (int part = 0; part < parts; ++part) sum += sums[static_cast<std::size_t>(part)];
    return sum;
}

}  // namespace strata::inline STRATA_TARGET
