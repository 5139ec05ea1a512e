// SPDX-License-Identifier: MIT
#pragma once
/// The hinges of R rows of C scores.
///
///     L = share sum_r sum_{c != t[r]} h(y[r, c] - y[r, t[r]] + margin)      h(z) = max(0, z), or its square
///     dy[r, c] = share h'(...)      dy[r, t[r]] = -sum_{c != t[r]} dy[r, c]
///
///     y, dy: [R, C], longer by `slack_elements`   t: [R], in {0, ..., C - 1}
#include <strata/kernels/cross_entropy.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// L; leaves its gradient in dy, unless that is null.
template <class T>
double sum_of_hinges(int64 R, int C, const T* y, const int* t, T* dy, T margin, bool squared, double share,
                     int threads) {
    const double sum = sum_over_rows<double>(R, C, threads, [&](slice rows) {
        double loss = 0;
        const simd<T> zero(T(0)), scale(static_cast<T>(squared ? 2 * share : share));
        for (int64 r = rows.begin; r < rows.end; ++r) {
            const T* const scores = y + r * C;
            T* const gradient = dy ? dy + r * C : nullptr;
            // the right class counts as well, and is taken away again
            const T from = scores[t[r]] - margin, own = scores[t[r]] - from;
            const simd<T> lead(from);
            const double all = long_sum<T>(C, [=](int64 c, auto lanes) {
                const simd<T> apart = lanes.load(scores + c) - lead,
                              z = unknown(keep_nan(apart, xsimd::max(zero, apart)));
                return squared ? z * z : z;
            });
            loss += all - static_cast<double>(squared ? own * own : own);
            if (!gradient) continue;
            const double pulls = long_sum<T>(C, [=](int64 c, auto lanes) {
                const simd<T> z = lanes.load(scores + c) - lead;
                const simd<T> g = xsimd::select(z > zero, squared ? z * scale : scale, zero);
                lanes.store(gradient + c, g);
                return g;
            });
            gradient[t[r]] -= static_cast<T>(pulls);
        }
        return loss;
    });
    return share * sum;
}

}  // namespace strata::inline STRATA_TARGET
