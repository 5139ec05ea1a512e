// SPDX-License-Identifier: MIT
#pragma once
/// One array that is added to every sample.
///
///     forward     y[n, i] = x[n, i] + p[i]
///     backward    dp[i] = sum_n dy[n, i]      dx = dy
///
///     x, y: [N, S]   p: [S]
#include <strata/kernels/pointwise.hpp>
#include <strata/kernels/sum_of_samples.hpp>
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

/// to = from, or to += from.
template <class T>
void pass_on(const T* from, T* to, bool add, int64 n, int threads) {
    parallel_sweep<T>(n, threads, [&](int64 i, auto lanes) {
        const simd<T> v = lanes.load(from + i);
        store_or_add(lanes, to + i, v, add);
    });
}

/// The plain twin of `add_to_samples`.
template <class T>
void reference_add_to_samples(const T* x, const T* p, T* y, int64 n, int64 S) {
    for (int64 i = 0; i < n * S; ++i) y[i] = x[i] + p[i % S];
}

}  // namespace strata::inline STRATA_TARGET
