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
inline int64 count_of_classes(const int* t, int64 R) { return R - std::count(t, t + R, no_class); }

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

/// L; leaves its gradient in dy, unless that is null.
template <class T>
double mean_cross_entropy(int64 R, int C, const T* y, const int* t, T* dy, int threads) {
    const int64 counted = count_of_classes(t, R);
    const double sum_of_all = sum_over_rows<double>(R, C, threads, [&](slice rows) {
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
                const simd<T> scale(T(1) / (sum * static_cast<T>(counted)));
                sweep<T>(C, [&](int64 c, auto lanes) {
                    lanes.store(gradient + c, lanes.load(gradient + c) * scale);
                });
                gradient[t[r]] -= T(1) / static_cast<T>(counted);
            }
            loss += std::log(static_cast<double>(sum)) - static_cast<double>(scores[t[r]] - m);
        }
        return loss;
    });
    return counted > 0 ? sum_of_all / static_cast<double>(counted) : 0;
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
