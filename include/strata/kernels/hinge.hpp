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

namespace detail {

/// What the hinges of rows are made of.
template <class T>
struct hinge_rows {
    int C;
    const T* y;
    const int* t;
    T* dy;
    T margin;
    bool squared;
    T scale;  ///< of the gradient: share, twice where it is squared

    /// h(z) for z > 0.
    template <class V>
    [[nodiscard]] V cost(const V& z) const {
        return squared ? z * z : z;
    }
    /// h'(z) share
    [[nodiscard]] simd<T> slope(const simd<T>& z) const {
        const simd<T> zero(T(0)), by(scale);
        return xsimd::select(z > zero, squared ? z * by : by, zero);
    }
    static simd<T> positive(const simd<T>& z) { return unknown(keep_nan(z, xsimd::max(simd<T>(T(0)), z))); }
};

/// One row after the other.
template <class T>
double sum_of_hinges(const slice& rows, const hinge_rows<T>& of) {
    double loss = 0;
    for (int64 r = rows.begin; r < rows.end; ++r) {
        const T* const scores = of.y + r * of.C;
        // the right class counts as well, and is taken away again
        const T from = scores[of.t[r]] - of.margin, own = scores[of.t[r]] - from;
        const simd<T> lead(from);
        loss += long_sum<T>(of.C,
                            [=](int64 c, auto lanes) {
                                return of.cost(of.positive(lanes.load(scores + c) - lead));
                            }) -
                static_cast<double>(of.cost(own));
        if (!of.dy) continue;
        T* const gradient = of.dy + r * of.C;
        const double pulls = long_sum<T>(of.C, [=](int64 c, auto lanes) {
            const simd<T> g = of.slope(lanes.load(scores + c) - lead);
            lanes.store(gradient + c, g);
            return g;
        });
        gradient[of.t[r]] -= static_cast<T>(pulls);
    }
    return loss;
}

/// Rows of few scores, by lanes.
template <class T>
double sum_of_hinges_by_lanes(const slice& rows, const hinge_rows<T>& of) {
    double loss = 0;
    turned_rows<T> e;
    for_rows_with_label<T>(
        rows, of.C, of.y, of.t, [&](int64 r, int count, const auto* label, const T* score) {
            e.read(of.y + r * of.C, count, of.C);
            const simd<T> own = simd<T>::load_aligned(score), lead = own - simd<T>(of.margin);
            simd<T> sum(T(0)), pulls(T(0));
            for (int c = 0; c < of.C; ++c) {
                const simd<T> z = e[c] - lead, g = of.slope(z);
                sum += of.cost(of.positive(z));
                pulls += g;
                e.set(c, g);
            }
            alignas(64) T row[static_cast<std::size_t>(simd_width<T>)];
            (sum - of.cost(own - lead)).store_aligned(row);
            for (int i = 0; i < count; ++i) loss += static_cast<double>(row[i]);
            if (!of.dy) return;
            T* const gradient = of.dy + r * of.C;
            e.write(gradient, count, of.C);
            pulls.store_aligned(row);
            for (int i = 0; i < count; ++i) gradient[i * of.C + label[i]] -= row[i];
        });
    return loss;
}

}  // namespace detail

/// L; leaves its gradient in dy, unless that is null.
template <class T>
double sum_of_hinges(int64 R, int C, const T* y, const int* t, T* dy, T margin, bool squared, double share,
                     int threads) {
    const detail::hinge_rows<T> of{.C = C,
                                   .y = y,
                                   .t = t,
                                   .dy = dy,
                                   .margin = margin,
                                   .squared = squared,
                                   .scale = static_cast<T>(squared ? 2 * share : share)};
    return share * sum_over_rows<double>(R, C, threads, [&](slice rows) {
               return C > turned_rows<T>::most ? detail::sum_of_hinges(rows, of)
                                               : detail::sum_of_hinges_by_lanes(rows, of);
           });
}

}  // namespace strata::inline STRATA_TARGET
