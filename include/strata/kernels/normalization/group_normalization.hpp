// SPDX-License-Identifier: MIT
#pragma once
/// Normalization of a sample by itself: its matrix [R, C] falls into G groups of D = C / G neighbouring
/// columns.
///
///     statistics    mean[g] = 1/M sum x    variance[g] = 1/M sum (x - mean[g])^2    over the M = R D numbers of group g
///     forward       xh = (x - mean[g]) s[g]    y[r, c] = act(xh[r, c] w[c] + b[c])         s = 1 / sqrt(variance + eps)
///     backward      z = dy slope(y)    db[c] = sum_r z    dw[c] = sum_r z xh    over all samples
///                   dx[r, c] = s[g] (z w[c] - p[g] / M - xh q[g] / M)    p = sum z w    q = sum z w xh    over the group
///
/// (Ba, Kiros, Hinton, 2016, equation 4 and Wu and He, 2018, equations 1, 2 and 7; the backward pass is that
/// of batch normalization with the sums over another set.) Samples are independent tasks; what is summed over
/// samples is summed in their order.
#include <algorithm>
#include <array>
#include <cmath>
#include <strata/kernels/floating_point.hpp>
#include <strata/kernels/long_sums.hpp>
#include <strata/kernels/normalization/column_moments.hpp>
#include <strata/kernels/parallel.hpp>
#include <strata/kernels/rows_together.hpp>
#include <strata/kernels/simd.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// A sample's matrix and its groups.
struct group_extents {
    int64 R, C, G;

    [[nodiscard]] constexpr int64 D() const { return C / G; }
    [[nodiscard]] constexpr int64 size() const { return R * C; }
    /// Elements of scratch for each thread.
    template <class T>
    [[nodiscard]] constexpr int64 per_thread() const {
        return 4 * column() + 2 * long_sums<T>::elements(C) + slack_elements;
    }
    [[nodiscard]] constexpr int64 column() const { return rounded(C + slack_elements); }
};

/// Over n samples. mean_s: [n, 2, G], the mean and s of each group; sums: [n, 2, C], for the backward pass
/// alone.
template <class T>
struct group_normalization_pass {
    group_extents e;
    int n, threads;
    T epsilon;
    const T *x, *w, *b;
    T *y, *mean_s, *scratch, *sums;
    const T* dy;
    T *dx, *dw, *db;
    bool add_dx;

    [[nodiscard]] T* column(int thread, int which) const {
        return scratch + thread * e.template per_thread<T>() + which * e.column();
    }
    [[nodiscard]] long_sums<T> sums_of_columns(int thread, int which) const {
        return {column(thread, 4) + which * long_sums<T>::elements(e.C), e.C};
    }
    /// to[c] = from[g] for the columns of group g.
    void spread(const T* from, T* to) const {
        for (int64 g = 0; g < e.G; ++g) std::fill_n(to + g * e.D(), e.D(), from[g]);
    }
    /// Calls `body(sample, thread)` for each sample.
    template <class Body>
    void for_samples(Body&& body) const {
        parallel_for(n, threads_for(n * e.size(), threads), body);
    }
};

namespace detail {

/// xh w + b, as far as there are w and b, from column c on.
template <bool Scaled, bool Shifted, class T, class Lanes>
[[gnu::always_inline]] inline simd<T> scaled_and_shifted(const simd<T>& xh, const T* w, const T* b, int64 c,
                                                         const Lanes& lanes) {
    if constexpr (Scaled && Shifted)
        return xsimd::fma(xh, lanes.load(w + c), lanes.load(b + c));
    else if constexpr (Scaled)
        return xh * lanes.load(w + c);
    else if constexpr (Shifted)
        return xh + lanes.load(b + c);
    else
        return xh;
}

/// The mean and the variance of the R D numbers of a group, from the means and squares of its columns.
inline std::array<double, 2> join_columns(const double* M, const double* V, int64 R, int64 D) {
    double apart = 0, squares = 0, inside = 0;
    for (int64 c = 0; c < D; ++c) {
        const double d = M[c] - M[0];
        apart += d;
        squares += d * d;
        inside += V[c];
    }
    const double off = apart / double(D), variance = inside / double(R * D) + squares / double(D) - off * off;
    return {M[0] + off, variance > 0 ? variance : 0};
}

}  // namespace detail

/// `Scaled`, `Shifted`: whether there are w and b; what is not there is 1 and 0.
template <class Act, bool Scaled = true, bool Shifted = true, class T>
void group_normalization_forward(const group_normalization_pass<T>& p) {
    const group_extents& e = p.e;
    const repeated_columns<T> biases(Shifted ? p.b : nullptr, e.C);
    p.for_samples([&](int sample, int thread) {
        const T* x = p.x + sample * e.size();
        T *y = p.y + sample * e.size(), *m = p.mean_s + 2 * sample * e.G, *s = m + e.G;
        T *mean = p.column(thread, 0), *scale = p.column(thread, 1);
        T* const some = p.column(thread, 4);
        double *const M = reinterpret_cast<double*>(some + 2 * rounded(e.C)), *const V = M + rounded(e.C);
        moments_of_columns(x, e.R, e.C, some, some + rounded(e.C), M, V);
        for (int64 g = 0; g < e.G; ++g) {
            const auto [about, variance] = detail::join_columns(M + g * e.D(), V + g * e.D(), e.R, e.D());
            m[g] = static_cast<T>(about);
            s[g] = T(1) / std::sqrt(static_cast<T>(variance) + p.epsilon);
        }
        p.spread(m, mean);
        p.spread(s, scale);
        if constexpr (Scaled)
            for (int64 c = 0; c < e.C; ++c) scale[c] *= p.w[c];
        const repeated_columns<T> means(mean, e.C), scales(scale, e.C);
        const T *const of_mean = means.data(), *const of_scale = scales.data(), *const b = biases.data();
        sweep_rows<T>({0, e.R}, e.C, [=](int64 i, int64 k, auto lanes) {
            const simd<T> d = lanes.load(x + i) - lanes.load(of_mean + k), factor = lanes.load(of_scale + k);
            if constexpr (Shifted)
                lanes.store(y + i, Act::value(xsimd::fma(d, factor, lanes.load(b + k))));
            else
                lanes.store(y + i, Act::value(simd<T>(d * factor)));
        });
    });
}

template <class Act, bool Scaled = true, class T>
void group_normalization_backward(const group_normalization_pass<T>& p) {
    const group_extents& e = p.e;
    const double M = double(e.R * e.D());
    p.for_samples([&](int sample, int thread) {
        const int64 first = sample * e.size();
        const T *x = p.x + first, *y = p.y + first, *dy = p.dy + first, *m = p.mean_s + 2 * sample * e.G,
                *s = m + e.G;
        T *mean = p.column(thread, 0), *scale = p.column(thread, 1), *of_p = p.column(thread, 2),
          *of_q = p.column(thread, 3);
        T *db = p.sums + 2 * sample * e.C, *dw = db + e.C;
        p.spread(m, mean);
        p.spread(s, scale);
        const repeated_columns<T> means(mean, e.C);
        const T* const of_mean = means.data();
        const auto z = [=](int64 i, auto lanes) {
            return lanes.load(dy + i) * Act::slope(lanes.load(y + i));
        };
        std::array sums{p.sums_of_columns(thread, 0), p.sums_of_columns(thread, 1)};
        sum_rows({0, e.R}, e.C, sums, [=](int64 i, int64 k, auto lanes) {
            const simd<T> of_i = z(i, lanes);
            return std::array{of_i, simd<T>(of_i * (lanes.load(x + i) - lanes.load(of_mean + k)))};
        });
        for (int64 c = 0; c < e.C; ++c) {
            db[c] = sums[0].some()[c];
            dw[c] = sums[1].some()[c] * scale[c];
        }
        if (!p.dx) return;
        T* dx = p.dx + first;
        // dx = z s w - s p / M - (x - mean) s^2 q / M
        for (int64 g = 0; g < e.G; ++g) {
            const int64 left = g * e.D(), right = left + e.D();
            double of_z = 0, of_xh = 0;
            for (int64 c = left; c < right; ++c) {
                const double w = Scaled ? static_cast<double>(p.w[c]) : 1;
                of_z += w * static_cast<double>(db[c]);
                of_xh += w * static_cast<double>(dw[c]);
            }
            const double share = static_cast<double>(s[g]) / M;
            std::fill_n(of_p + left, e.D(), static_cast<T>(of_z * share));
            std::fill_n(of_q + left, e.D(), static_cast<T>(of_xh * share * static_cast<double>(s[g])));
        }
        if constexpr (Scaled)
            for (int64 c = 0; c < e.C; ++c) scale[c] *= p.w[c];
        const repeated_columns<T> scales(scale, e.C), parts(of_p, e.C), parts_with_x(of_q, e.C);
        const T *const a = scales.data(), *const b = parts.data(), *const q = parts_with_x.data();
        const bool add = p.add_dx;
        sweep_rows<T>({0, e.R}, e.C, [=](int64 i, int64 k, auto lanes) {
            const simd<T> d = lanes.load(x + i) - lanes.load(of_mean + k),
                          rest = xsimd::fma(d, lanes.load(q + k), lanes.load(b + k));
            store_or_add(lanes, dx + i, xsimd::fms(z(i, lanes), lanes.load(a + k), rest), add);
        });
    });
    const auto over_samples = [&](const T* from, T* to) {
        if (!to) return;
        constexpr int most = 64;
        for_blocks(e.C, most, [&](int64 first, int64 end) {
            long_sums_here<T, most> sums(end - first);
            for_blocks(p.n, terms_of_block, [&](int64 begin, int64 last) {
                sweep<T>(end - first, [&](int64 c, auto lanes) {
                    simd<T> sum(T(0));
                    for (int64 sample = begin; sample < last; ++sample)
                        sum += lanes.load(from + 2 * sample * e.C + first + c);
                    sums.add(c, lanes, sum);
                });
                sums.block_done();
            });
            sums.finish_in(to + first);
        });
    };
    over_samples(p.sums, p.db);
    over_samples(p.sums + e.C, p.dw);
}

}  // namespace strata::inline STRATA_TARGET
