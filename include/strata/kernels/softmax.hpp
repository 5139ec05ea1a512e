// SPDX-License-Identifier: MIT
#pragma once
/// Softmax of one run of numbers, and of rows of them.
///
///     forward     y[i] = exp(c (x[i] - m)) / sum_k exp(c (x[k] - m))
///                 m = max_k x[k], c > 0: nothing overflows
///     backward    dx[i] = c y[i] (dy[i] - sum_k dy[k] y[k])
#include <algorithm>
#include <cmath>
#include <strata/kernels/elementary.hpp>
#include <strata/kernels/long_sums.hpp>
#include <strata/kernels/turned_rows.hpp>
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
        const simd<T> e = unknown(exponential_of_negative<T>((lanes.load(x + i) - simd<T>(m)) * simd<T>(c)));
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

/// The largest of each row.
template <class T>
simd<T> largest_of(const turned_rows<T>& x, int C) {
    simd<T> top = x[0];
    for (int c = 1; c < C; ++c) top = xsimd::max(top, x[c]);
    return top;
}

/// exp(x - m) in the place of x; returns the sum of each row.
template <class T>
simd<T> exponentials_of(turned_rows<T>& x, int C, const simd<T>& m) {
    simd<T> sum(T(0));
    for (int c = 0; c < C; ++c) {
        const simd<T> e = exponential_of_negative<T>(x[c] - m);
        x.set(c, e);
        sum += e;
    }
    return sum;
}

/// x, y: [R, C]; y may be x. Rows that are shorter than a vector or little longer go by lanes.
template <class T>
void softmax_rows(const T* x, T* y, int64 R, int C) {
    if (C > turned_rows<T>::most) {
        for (int64 r = 0; r < R; ++r) softmax_run(x + r * C, y + r * C, C, T(1));
        return;
    }
    for_turned_rows<T>(0, R, [&](int64 r, int rows) {
        turned_rows<T> e;
        e.read(x + r * C, rows, C);
        const simd<T> share = simd<T>(T(1)) / exponentials_of(e, C, largest_of(e, C));
        for (int c = 0; c < C; ++c) e.set(c, e[c] * share);
        e.write(y + r * C, rows, C);
    });
}

/// y, dy, dx: [R, C]; dx, overwritten or added to, may be dy.
template <class T>
void softmax_gradient_rows(const T* y, const T* dy, T* dx, int64 R, int C, bool add) {
    constexpr int W = simd_width<T>;
    if (C > turned_rows<T>::most || (C > 2 * W && C % W == 0)) {
        for (int64 r = 0; r < R; ++r) softmax_gradient_run(y + r * C, dy + r * C, dx + r * C, C, T(1), add);
        return;
    }
    for_turned_rows<T>(0, R, [&](int64 r, int rows) {
        turned_rows<T> p, g, before;
        p.read(y + r * C, rows, C);
        g.read(dy + r * C, rows, C);
        if (add) before.read(dx + r * C, rows, C);
        simd<T> dot(T(0));
        for (int c = 0; c < C; ++c) dot = xsimd::fma(p[c], g[c], dot);
        for (int c = 0; c < C; ++c) {
            const simd<T> gradient = p[c] * (g[c] - dot);
            g.set(c, add ? before[c] + gradient : gradient);
        }
        g.write(dx + r * C, rows, C);
    });
}

/// sum_k exp(y[k]) = exp(most) sum, in double and without an overflow, of few numbers that lie `apart`
/// elements apart.
struct exponential_sum {
    double most, sum;

    /// exp(y) by the sum.
    [[nodiscard]] double share(double y) const { return std::exp(y - most) / sum; }
    /// The logarithm of the sum.
    [[nodiscard]] double logarithm() const { return most + std::log(sum); }
};
template <class T>
[[nodiscard]] exponential_sum exponential_sum_of(const T* y, int64 n, int64 apart = 1) {
    exponential_sum e{static_cast<double>(y[0]), 0};
    for (int64 k = 1; k < n; ++k) e.most = std::max(e.most, static_cast<double>(y[k * apart]));
    for (int64 k = 0; k < n; ++k) e.sum += std::exp(static_cast<double>(y[k * apart]) - e.most);
    return e;
}

}  // namespace strata::inline STRATA_TARGET
