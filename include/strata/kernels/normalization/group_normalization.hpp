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
    /// Calls `body(sample, thread)` for each sample.
    template <class Body>
    void for_samples(Body&& body) const {
        parallel_for(n, threads_for(n * e.size(), threads), body);
    }
};

/// sums[j][c] = sum_r term(r C + c, k, lanes)[j], a block of rows after the other: rows stay in the cache
/// until all their columns are read. k: the column, or its place in `repeated_columns`.
template <class T, std::size_t N, class Term>
void sum_rows(const group_extents& e, long_sums<T> (&sums)[N], Term&& term) {
    if (sums_go_together<T>(e.C)) {
        T* to[N];
        for (std::size_t j = 0; j < N; ++j) to[j] = sums[j].some();
        return sum_rows_together<N>({0, e.R}, e.C, to, term);
    }
    for_blocks(e.R, terms_of_block, [&](int64 begin, int64 end) {
        sweep<T>(e.C, [&](int64 c, auto lanes) {
            std::array<simd<T>, N> some = term(begin * e.C + c, c, lanes);
            for (int64 r = begin + 1; r < end; ++r) {
                const std::array<simd<T>, N> next = term(r * e.C + c, c, lanes);
                for (std::size_t j = 0; j < N; ++j) some[j] += next[j];
            }
            for (std::size_t j = 0; j < N; ++j) sums[j].add(c, lanes, some[j]);
        });
        for (long_sums<T>& s : sums) s.block_done();
    });
    for (long_sums<T>& s : sums) s.finish();
}

/// The sum of the columns of group g.
template <class T>
double sum_of_group(const group_extents& e, const long_sums<T>& columns, int64 g) {
    const T* const from = columns.some() + g * e.D();
    return long_sum<T>(e.D(), [from](int64 c, auto lanes) { return lanes.load(from + c); });
}

/// to[c] = from[g] for the columns of group g.
template <class T>
void spread(const group_extents& e, const T* from, T* to) {
    for (int64 g = 0; g < e.G; ++g)
        for (int64 c = g * e.D(); c < (g + 1) * e.D(); ++c) to[c] = from[g];
}

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

}  // namespace detail

/// `Scaled`, `Shifted`: whether there are w and b; what is not there is 1 and 0.
template <class Act, bool Scaled = true, bool Shifted = true, class T>
void group_normalization_forward(const group_normalization_pass<T>& p) {
    const group_extents& e = p.e;
    const double M = double(e.R * e.D());
    const repeated_columns<T> weights(Scaled ? p.w : nullptr, e.C), biases(Shifted ? p.b : nullptr, e.C);
    p.for_samples([&](int sample, int thread) {
        const T* x = p.x + sample * e.size();
        T *y = p.y + sample * e.size(), *m = p.mean_s + 2 * sample * e.G, *s = m + e.G;
        T *mean = p.column(thread, 0), *scale = p.column(thread, 1);
        long_sums<T> about[] = {p.sums_of_columns(thread, 0)};
        sum_rows(e, about,
                 [&](int64 i, int64, auto lanes) { return std::array{simd<T>(lanes.load(x + i))}; });
        for (int64 g = 0; g < e.G; ++g) m[g] = static_cast<T>(sum_of_group(e, about[0], g) / M);
        spread(e, m, mean);
        const repeated_columns<T> means_so_far(mean, e.C);
        const T* const so_far = means_so_far.data();
        // what rounding has left of the distances from the mean is their own mean
        long_sums<T> distances[] = {p.sums_of_columns(thread, 0), p.sums_of_columns(thread, 1)};
        sum_rows(e, distances, [=](int64 i, int64 k, auto lanes) {
            const simd<T> d = reassociation_barrier(lanes.load(x + i) - lanes.load(so_far + k));
            return std::array{d, d * d};
        });
        for (int64 g = 0; g < e.G; ++g) {
            const double off = sum_of_group(e, distances[0], g) / M,
                         variance = sum_of_group(e, distances[1], g) / M - off * off;
            m[g] = static_cast<T>(static_cast<double>(m[g]) + off);
            s[g] = T(1) / std::sqrt(static_cast<T>(variance > 0 ? variance : 0) + p.epsilon);
        }
        spread(e, m, mean);
        spread(e, s, scale);
        const repeated_columns<T> means(mean, e.C), scales(scale, e.C);
        const T *const of_mean = means.data(), *const of_scale = scales.data();
        const T *const w = weights.data(), *const shift = biases.data();
        sweep_rows<T>({0, e.R}, e.C, [=](int64 i, int64 k, auto lanes) {
            const simd<T> xh = (lanes.load(x + i) - lanes.load(of_mean + k)) * lanes.load(of_scale + k);
            lanes.store(y + i,
                        Act::value(detail::scaled_and_shifted<Scaled, Shifted>(xh, w, shift, k, lanes)));
        });
    });
}

template <class Act, bool Scaled = true, class T>
void group_normalization_backward(const group_normalization_pass<T>& p) {
    const group_extents& e = p.e;
    const double M = double(e.R * e.D());
    const repeated_columns<T> weights(Scaled ? p.w : nullptr, e.C);
    p.for_samples([&](int sample, int thread) {
        const int64 first = sample * e.size();
        const T *x = p.x + first, *y = p.y + first, *dy = p.dy + first, *m = p.mean_s + 2 * sample * e.G,
                *s = m + e.G;
        T *mean = p.column(thread, 0), *scale = p.column(thread, 1), *pm = p.column(thread, 2),
          *qm = p.column(thread, 3);
        T *db = p.sums + 2 * sample * e.C, *dw = db + e.C;
        spread(e, m, mean);
        spread(e, s, scale);
        const repeated_columns<T> means(mean, e.C), scales(scale, e.C);
        const T *const of_mean = means.data(), *const of_scale = scales.data(), *const w = weights.data();
        const auto z = [=](int64 i, auto lanes) {
            return lanes.load(dy + i) * Act::slope(lanes.load(y + i));
        };
        const auto xh = [=](int64 i, int64 k, auto lanes) {
            return (lanes.load(x + i) - lanes.load(of_mean + k)) * lanes.load(of_scale + k);
        };
        long_sums<T> sums[] = {p.sums_of_columns(thread, 0), p.sums_of_columns(thread, 1)};
        sum_rows(e, sums, [=](int64 i, int64 k, auto lanes) {
            const simd<T> of_i = z(i, lanes);
            return std::array{of_i, of_i * xh(i, k, lanes)};
        });
        std::copy_n(sums[0].some(), e.C, db);
        std::copy_n(sums[1].some(), e.C, dw);
        if (!p.dx) return;
        T* dx = p.dx + first;
        const auto share = [&](const T* of, T* to) {
            for (int64 g = 0; g < e.G; ++g) {
                const int64 left = g * e.D();
                const double all = long_sum<T>(e.D(), [&](int64 c, auto lanes) {
                    const simd<T> v = lanes.load(of + left + c);
                    if constexpr (Scaled)
                        return lanes.load(p.w + left + c) * v;
                    else
                        return v;
                });
                std::fill_n(to + left, e.D(), static_cast<T>(all / M));
            }
        };
        share(db, pm);
        share(dw, qm);
        const repeated_columns<T> parts(pm, e.C), parts_with_x(qm, e.C);
        const T *const of_p = parts.data(), *const of_q = parts_with_x.data();
        const bool add = p.add_dx;
        sweep_rows<T>({0, e.R}, e.C, [=](int64 i, int64 k, auto lanes) {
            const simd<T> rest = xsimd::fma(xh(i, k, lanes), lanes.load(of_q + k), lanes.load(of_p + k));
            simd<T> d = z(i, lanes);
            if constexpr (Scaled)
                d = xsimd::fms(d, lanes.load(w + k), rest);
            else
                d -= rest;
            store_or_add(lanes, dx + i, lanes.load(of_scale + k) * d, add);
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
