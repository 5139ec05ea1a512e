// SPDX-License-Identifier: MIT
#pragma once
/// Softmax and the cross entropy behind it, for rows of C scores: samples, pixels or places.
///
///     forward     L = 1/R sum_r -log p[r, t[r]]
///                 p[r, c] = exp(y[r, c] - m[r]) / sum_k exp(y[r, k] - m[r])         m[r] = max_c y[r, c]
///     backward    dy[r, c] = (p[r, c] - [c = t[r]]) / R
///
///     y, dy: [R, C], longer by `slack_elements`   t: [R], in {0, ..., C - 1}
#include <algorithm>
#include <cmath>
#include <numeric>
#include <strata/kernels/parallel.hpp>
#include <strata/kernels/softmax.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// The first label that is none of C classes; R where there is none.
inline int64 first_wrong_label(const int* t, int64 R, int C) {
    return std::find_if(t, t + R, [C](int label) { return label < 0 || label >= C; }) - t;
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

/// L, where `class_of(r)` is t[r]; leaves its gradient in dy, unless that is null.
template <class T, class ClassOf>
double mean_cross_entropy_of(int64 R, int C, const T* y, ClassOf&& class_of, T* dy, int threads) {
    const double sum_of_all = sum_over_rows<double>(R, C, threads, [&](slice rows) {
        double loss = 0;
        for (int64 r = rows.begin; r < rows.end; ++r) {
            const T* const scores = y + r * C;
            T* const gradient = dy ? dy + r * C : nullptr;
            const int label = class_of(r);
            const T m = largest_of(scores, C), sum = exponentials_run(scores, gradient, C, m, T(1));
            if (gradient) {
                const simd<T> scale(T(1) / (sum * static_cast<T>(R)));
                sweep<T>(C, [&](int64 c, auto lanes) {
                    lanes.store(gradient + c, lanes.load(gradient + c) * scale);
                });
                gradient[label] -= T(1) / static_cast<T>(R);
            }
            loss += std::log(static_cast<double>(sum)) - static_cast<double>(scores[label] - m);
        }
        return loss;
    });
    return sum_of_all / static_cast<double>(R);
}
/// The same of classes that lie one after the other.
template <class T>
double mean_cross_entropy(int64 R, int C, const T* y, const int* t, T* dy, int threads) {
    return mean_cross_entropy_of(
        R, C, y, [t](int64 r) { return t[r]; }, dy, threads);
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
