// SPDX-License-Identifier: MIT
#pragma once
/// Softmax and the cross entropy behind it for rows that do not count alike, with labels that are not quite
/// believed.
///
///     L = 1/D sum_r (1 - s) w[t[r]] (lse[r] - y[r, t[r]]) + s/C sum_c w[c] (lse[r] - y[r, c])      D = sum_r w[t[r]]
///     dy[r, c] = (a[r] p[r, c] - (1 - s) w[t[r]] [c = t[r]] - s/C w[c]) / D      a[r] = (1 - s) w[t[r]] + s/C sum_c w[c]
///
///     y, dy: [R, C], longer by `slack_elements`   t: [R], in {0, ..., C - 1}, or `ignored`   w: [C]
///     lse[r] = log sum_c exp(y[r, c])   p = exp(y - lse)
///
/// Rows whose label is `ignored` are left out of all sums; where all are, L is 0.
#include <strata/kernels/cross_entropy.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// What differs from the plain cross entropy.
struct cross_entropy_terms {
    const double* weights = nullptr;  ///< [C]; null: all are 1
    double smoothing = 0;             ///< s
    int ignored = -1;                 ///< a label that counts for nothing

    [[nodiscard]] double weight(int c) const { return weights ? weights[c] : 1; }
};

/// L; leaves its gradient in dy, unless that is null.
template <class T>
double weighted_cross_entropy(int64 R, int C, const T* y, const int* t, T* dy, const cross_entropy_terms& of,
                              int threads) {
    double whole = 0, all_classes = 0;
    for (int64 r = 0; r < R; ++r)
        if (t[r] != of.ignored) whole += of.weight(t[r]);
    for (int c = 0; c < C; ++c) all_classes += of.weight(c);
    const double share = whole > 0 ? 1 / whole : 0, spread = of.smoothing / C;
    const double sum = sum_over_rows<double>(R, C, threads, [&](slice rows) {
        double loss = 0;
        for (int64 r = rows.begin; r < rows.end; ++r) {
            const T* const scores = y + r * C;
            T* const gradient = dy ? dy + r * C : nullptr;
            if (t[r] == of.ignored) {
                if (gradient) std::fill_n(gradient, C, T(0));
                continue;
            }
            const T m = largest_of(scores, C), exponentials = exponentials_run(scores, gradient, C, m, T(1));
            const double own = (1 - of.smoothing) * of.weight(t[r]),
                         log_sum = std::log(static_cast<double>(exponentials));
            loss += own * (log_sum - static_cast<double>(scores[t[r]] - m));
            if (spread > 0)
                for (int c = 0; c < C; ++c)
                    loss += spread * of.weight(c) * (log_sum - static_cast<double>(scores[c] - m));
            if (!gradient) continue;
            const simd<T> scale(static_cast<T>(share * (own + spread * all_classes)) / exponentials);
            sweep<T>(
                C, [&](int64 c, auto lanes) { lanes.store(gradient + c, lanes.load(gradient + c) * scale); });
            if (spread > 0)
                for (int c = 0; c < C; ++c) gradient[c] -= static_cast<T>(share * spread * of.weight(c));
            gradient[t[r]] -= static_cast<T>(share * own);
        }
        return loss;
    });
    return share * sum;
}

/// The cross entropy with rows t of probabilities: L = 1/R sum_r sum_c t[r, c] (lse[r] - y[r, c] + log t[r,
/// c]), the last term only where `entropy` is set, which makes it the divergence of Kullback and Leibler.
/// Leaves its gradient in dy, unless that is null: dy[r, c] = (p[r, c] sum_k t[r, k] - t[r, c]) / R.
template <class T>
double soft_cross_entropy(int64 R, int C, const T* y, const T* t, T* dy, bool entropy, int threads) {
    const double sum = sum_over_rows<double>(R, C, threads, [&](slice rows) {
        double loss = 0;
        for (int64 r = rows.begin; r < rows.end; ++r) {
            const T *const scores = y + r * C, *const wanted = t + r * C;
            T* const gradient = dy ? dy + r * C : nullptr;
            const T m = largest_of(scores, C), exponentials = exponentials_run(scores, gradient, C, m, T(1));
            const double log_sum = std::log(static_cast<double>(exponentials));
            double of_t = 0;
            for (int c = 0; c < C; ++c) {
                const auto part = static_cast<double>(wanted[c]);
                of_t += part;
                if (part == 0) continue;
                loss +=
                    part * (log_sum - static_cast<double>(scores[c] - m) + (entropy ? std::log(part) : 0));
            }
            if (!gradient) continue;
            const simd<T> scale(static_cast<T>(of_t / static_cast<double>(R)) / exponentials),
                share(static_cast<T>(1 / static_cast<double>(R)));
            sweep<T>(C, [&](int64 c, auto lanes) {
                lanes.store(gradient + c,
                            xsimd::fnma(share, lanes.load(wanted + c), lanes.load(gradient + c) * scale));
            });
        }
        return loss;
    });
    return sum / static_cast<double>(R);
}

}  // namespace strata::inline STRATA_TARGET
