// SPDX-License-Identifier: MIT
#pragma once
/// Softmax of one run of numbers.
///
///     forward     y[i] = exp(c (x[i] - m)) / sum_k exp(c (x[k] - m))
///                 m = max_k x[k]: nothing overflows for c > 0
///     backward    dx[i] = c y[i] (dy[i] - sum_k dy[k] y[k])
#include <algorithm>
#include <strata/kernels/elementary.hpp>
#include <strata/kernels/long_sums.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

template <class T>
T largest_of(const T* x, int64 n) {
    constexpr int64 W = simd_width<T>;
    const int64 whole = n / W * W;
    T top = x[0];
    if (whole > 0) {
        simd<T> largest = simd<T>::load_unaligned(x);
        for (int64 i = W; i < whole; i += W) largest = xsimd::max(largest, simd<T>::load_unaligned(x + i));
        alignas(64) T lane[static_cast<std::size_t>(W)];
        largest.store_aligned(lane);
        top = *std::max_element(lane, lane + W);
    }
    for (int64 i = whole; i < n; ++i) top = std::max(top, x[i]);
    return top;
}

/// y[i] = exp(c (x[i] - m)); returns their sum. y may be x, and null where the sum alone is wanted.
template <class T>
T exponentials_run(const T* x, T* y, int64 n, T m, T c) {
    return static_cast<T>(long_sum<T>(n, [=](int64 i, auto lanes) {
        // whether it is stored changes no bit: its last product and the sum do not become one instruction
        const simd<T> e = unknown(exponential<T>((lanes.load(x + i) - simd<T>(m)) * simd<T>(c)));
        if (y) lanes.store(y + i, e);
        return e;
    }));
}

/// y may be x.
template <class T>
void softmax_run(const T* x, T* y, int64 n, T c) {
    const simd<T> share(T(1) / exponentials_run(x, y, n, largest_of(x, n), c));
    sweep<T>(n, [&](int64 i, auto lanes) { lanes.store(y + i, lanes.load(y + i) * share); });
}

/// dx, overwritten or added to; it may be dy.
template <class T>
void softmax_gradient_run(const T* y, const T* dy, T* dx, int64 n, T c, bool add) {
    const double sum =
        long_sum<T>(n, [=](int64 i, auto lanes) { return lanes.load(y + i) * lanes.load(dy + i); });
    const simd<T> dot(static_cast<T>(sum)), factor(c);
    sweep<T>(n, [&](int64 i, auto lanes) {
        const simd<T> g = factor * lanes.load(y + i) * (lanes.load(dy + i) - dot);
        store_or_add(lanes, dx + i, g, add);
    });
}

}  // namespace strata::inline STRATA_TARGET
