// SPDX-License-Identifier: MIT
#pragma once
/// One array that is added to every sample.
///
///     forward     y[n, i] = x[n, i] + p[i]
///     backward    dp[i] = sum_n dy[n, i]      dx = dy
///
///     x, y: [N, S]   p: [S]
#include <strata/kernels/long_sums.hpp>
#include <strata/kernels/pointwise.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

template <class T>
void add_to_samples(const T* x, const T* p, T* y, int64 n, int64 S, int threads) {
    parallel_for(static_cast<int>(n), threads_for(n * S, threads), [&](int sample, int) {
        const int64 first = sample * S;
        sweep<T>(S, [&](int64 i, auto lanes) {
            lanes.store(y + first + i, lanes.load(x + first + i) + lanes.load(p + i));
        });
    });
}

/// Each element is summed over the samples in their order; those of dy lie `apart` elements apart.
template <class T>
void sum_of_samples(const T* dy, int64 apart, T* dp, int64 n, int64 S, int threads) {
    constexpr int64 block = 256;
    parallel_for(static_cast<int>((S + block - 1) / block), threads_for(n * S, threads), [&](int task, int) {
        const int64 begin = task * block, end = begin + block < S ? begin + block : S;
        long_sums_here<T, block> sums(end - begin);
        for_blocks(n, terms_of_block, [&](int64 first, int64 last) {
            sweep<T>(end - begin, [&](int64 i, auto lanes) {
                simd<T> sum = lanes.load(dy + first * apart + begin + i);
                for (int64 sample = first + 1; sample < last; ++sample)
                    sum += lanes.load(dy + sample * apart + begin + i);
                sums.add(i, lanes, sum);
            });
            sums.block_done();
        });
        sums.finish_in(dp + begin);
    });
}
template <class T>
void sum_of_samples(const T* dy, T* dp, int64 n, int64 S, int threads) {
    sum_of_samples(dy, S, dp, n, S, threads);
}

/// to = from, or to += from.
template <class T>
void pass_on(const T* from, T* to, bool add, int64 n, int threads) {
    parallel_sweep<T>(n, threads, [&](int64 i, auto lanes) {
        const simd<T> v = lanes.load(from + i);
        store_or_add(lanes, to + i, v, add);
    });
}

/// The plain twins.
template <class T>
void reference_add_to_samples(const T* x, const T* p, T* y, int64 n, int64 S) {
    for (int64 i = 0; i < n * S; ++i) y[i] = x[i] + p[i % S];
}
template <class T>
void reference_sum_of_samples(const T* dy, T* dp, int64 n, int64 S) {
    for (int64 i = 0; i < S; ++i) dp[i] = T(0);
    for (int64 i = 0; i < n * S; ++i) dp[i % S] += dy[i];
}

}  // namespace strata::inline STRATA_TARGET
