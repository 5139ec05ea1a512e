// SPDX-License-Identifier: MIT
#pragma once
#include <strata/kernels/long_sums.hpp>
#include <strata/kernels/parallel.hpp>
#include <strata/kernels/simd.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

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

/// The plain twin.
template <class T>
void reference_sum_of_samples(const T* dy, T* dp, int64 n, int64 S) {
    for (int64 i = 0; i < S; ++i) dp[i] = T(0);
    for (int64 i = 0; i < n * S; ++i) dp[i % S] += dy[i];
}

}  // namespace strata::inline STRATA_TARGET
