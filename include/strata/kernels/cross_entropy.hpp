// SPDX-License-Identifier: MIT
#pragma once
/// Softmax and the cross entropy behind it, for rows of C scores: samples, pixels or places.
///
///     forward     L = 1/R sum_r -log p[r, t[r]]
///                 p[r, c] = exp(y[r, c] - m[r]) / sum_k exp(y[r, k] - m[r])         m[r] = max_c y[r, c]
///     backward    dy[r, c] = (p[r, c] - [c = t[r]]) / R
///
///     y, dy: [R, C], longer by `slack_elements`   t: [R], in {0, ..., C - 1}
///
/// A row of class `no_class` does not count: R is the number of the others, and its dy is 0.
#include <algorithm>
#include <cmath>
#include <numeric>
#include <strata/kernels/parallel.hpp>
#include <strata/kernels/softmax.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// The label of a place that is not compared with anything, as in PyTorch.
inline constexpr int no_class = -100;

/// The first label that is none of C classes, nor `no_class` where that is `allowed`; R where there is none.
inline int64 first_wrong_label(const int* t, int64 R, int C, bool allowed = false) {
    return std::find_if(t, t + R,
                        [C, allowed](int label) {
                            return (label < 0 || label >= C) && !(allowed && label == no_class);
                        }) -
           t;
}

/// How many of R labels are classes.
template <class Classes>
int64 count_of_classes(const Classes& t, int64 R) {
    int64 count = 0;
    for (int64 r = 0; r < R; ++r) count += t[r] != no_class;
    return count;
}

/// The sum of `body(rows)` over slices of R rows of C scores; how the rows are cut does not depend on the
/// threads.
template <class Sum, class Body>
Sum sum_over_rows(int64 R, int C, int threads, Body&& body) {
    constexpr int most = 64;
    const int slices = R < most ? static_cast<int>(R) : most;
    Sum parts[most];
    parallel_for(slices, threads_for(R * C, threads),
                 [&](int i, int) { parts[i] = body(slice_of(R, slices, i)); });
    return std::accumulate(parts, parts + slices, Sum(0));
}

/// Calls `body(r, count, label, score)` for rows r to r + count - 1, as many as a vector has lanes, with
/// their labels and the scores of their classes. Lanes beyond the last row have `no_class`.
template <class T, class Classes, class Body>
void for_rows_with_label(const slice& rows, int C, const T* y, const Classes& t, Body&& body) {
    constexpr int W = simd_width<T>, most = 16 * W;
    alignas(64) bits_of<T> label[std::size_t(most + W)];
    alignas(64) T score[std::size_t(most + W)];
    // of many rows, long before they are read: a vector waits for numbers that have been stored one by one
    for_blocks(rows.end - rows.begin, most, [&](int64 first, int64 last) {
        const int64 begin = rows.begin + first;
        const int n = static_cast<int>(last - first);
        for (int i = 0; i < n; ++i) {
            label[i] = t[begin + i];
            score[i] = y[(begin + i) * C + std::max<int64>(0, label[i])];
        }
        std::fill_n(label + n, W, bits_of<T>(no_class));
        std::fill_n(score + n, W, T(0));
        for_turned_rows<T>(0, n, [&](int64 i, int count) { body(begin + i, count, label + i, score + i); });
    });
}

/// The cross entropies of rows, added up; leaves (p - [c = t]) share in dy, unless that is null. t[r] is the
/// class of row r.
template <class T, class Classes>
double sum_cross_entropy(slice rows, int C, const T* y, const Classes& t, T* dy, T share) {
    double loss = 0;
    for (int64 r = rows.begin; r < rows.end; ++r) {
        const T* const scores = y + r * C;
        T* const gradient = dy ? dy + r * C : nullptr;
        if (t[r] == no_class) {
            if (gradient) std::fill_n(gradient, C, T(0));
            continue;
        }
        const T m = largest_of(scores, C), sum = exponentials_run(scores, gradient, C, m, T(1));
        if (gradient) {
            const simd<T> scale(share / sum);
            sweep<T>(
                C, [&](int64 c, auto lanes) { lanes.store(gradient + c, lanes.load(gradient + c) * scale); });
            gradient[t[r]] -= share;
        }
        loss += std::log(static_cast<double>(sum)) - static_cast<double>(scores[t[r]] - m);
    }
    return loss;
}

/// The same for rows that are shorter than a vector or little longer, by lanes.
template <class T, class Classes>
double sum_cross_entropy_by_lanes(slice rows, int C, const T* y, const Classes& t, T* dy, T share) {
    using bits = bits_of<T>;
    using integers = xsimd::batch<bits>;
    const integers zero(0), shares = strata::bit_cast<integers>(simd<T>(share));
    double loss = 0;
    turned_rows<T> e;
    for_rows_with_label<T>(rows, C, y, t, [&](int64 r, int count, const bits* label, const T* score) {
        e.read(y + r * C, count, C);
        const simd<T> m = largest_of(e, C), sum = exponentials_of(e, C, m);
        const integers of = integers::load_aligned(label);
        const auto counts = of >= zero;
        const simd<T> cost = logarithm<T>(sum) - (simd<T>::load_aligned(score) - m);
        loss += static_cast<double>(sum_of_lanes<T>(
            strata::bit_cast<simd<T>>(xsimd::select(counts, strata::bit_cast<integers>(cost), zero))));
        if (!dy) return;
        const simd<T> scale = simd<T>(share) / sum;
        for (int c = 0; c < C; ++c) {
            const auto own = strata::bit_cast<simd<T>>(xsimd::select(of == integers(c), shares, zero));
            e.set(c, xsimd::fms(e[c], scale, own));
        }
        e.write(dy + r * C, count, C);
        if (!xsimd::all(counts))
            for (int i = 0; i < count; ++i)
                if (label[i] == no_class) std::fill_n(dy + (r + i) * C, C, T(0));
    });
    return loss;
}

/// L, of classes that `t` finds: t[r] is that of row r. Leaves its gradient in dy, unless that is null.
template <class T, class Classes>
double mean_cross_entropy_of(int64 R, int C, const T* y, const Classes& t, T* dy, int threads) {
    const int64 counted = std::max<int64>(1, count_of_classes(t, R));
    const T share = T(1) / static_cast<T>(counted);
    return sum_over_rows<double>(R, C, threads,
                                 [&](slice rows) {
                                     return C > turned_rows<T>::most
                                                ? sum_cross_entropy(rows, C, y, t, dy, share)
                                                : sum_cross_entropy_by_lanes(rows, C, y, t, dy, share);
                                 }) /
           static_cast<double>(counted);
}
/// The same of classes that lie one after the other.
template <class T>
double mean_cross_entropy(int64 R, int C, const T* y, const int* t, T* dy, int threads) {
    return mean_cross_entropy_of(R, C, y, t, dy, threads);
}

/// In how many rows class t has the largest score, the first of equals.
template <class T>
int64 count_right(int64 R, int C, const T* y, const int* t, int threads) {
    return sum_over_rows<int64>(R, C, threads, [&](slice rows) {
        int64 right = 0;
        for (int64 r = rows.begin; r < rows.end; ++r)
            right += std::max_element(y + r * C, y + (r + 1) * C) - (y + r * C) == t[r];
        return right;
    });
}

}  // namespace strata::inline STRATA_TARGET
