// SPDX-License-Identifier: MIT
#pragma once
/// Softmax and the cross entropy behind it, for rows of C scores: samples, pixels or places.
///
///     forward     L = 1/R sum_r -log p[r, t[r]]      p[r, c] = exp(y[r, c] - m[r]) / sum_k exp(y[r, k] - m[r])
///     backward    dy[r, c] = (p[r, c] - [c = t[r]]) / R                                m[r] = max_c y[r, c]
///
///     y, dy: [R, C], longer by `slack_elements`   t: [R], in {0, ..., C - 1}
#include <algorithm>
#include <cmath>
#include <strata/kernels/softmax.hpp>

namespace strata {

/// The first label that is none of C classes; R where there is none.
inline long first_wrong_label(const int* t, long R, int C) {
    return std::find_if(t, t + R, [C](int label) { return label < 0 || label >= C; }) - t;
}

/// L; leaves its gradient in dy.
template <class T>
double mean_cross_entropy(long R, int C, const T* y, const int* t, T* dy) {
    double loss = 0;
    for (long r = 0; r < R; ++r, y += C, dy += C) {
        const T m = largest_of(y, C), sum = exponentials_run(y, dy, C, m, T(1));
        const simd<T> scale(T(1) / (sum * static_cast<T>(R)));
        sweep<T>(C, [&](long c, auto lanes) { lanes.store(dy + c, lanes.load(dy + c) * scale); });
        dy[t[r]] -= T(1) / static_cast<T>(R);
        loss += std::log(static_cast<double>(sum)) - static_cast<double>(y[t[r]] - m);
    }
    return loss / static_cast<double>(R);
}

/// In how many rows class t has the largest score, the first of equals.
template <class T>
long count_right(long R, int C, const T* y, const int* t) {
    long right = 0;
    for (long r = 0; r < R; ++r, y += C) right += std::max_element(y, y + C) - y == t[r];
    return right;
}

}  // namespace strata
