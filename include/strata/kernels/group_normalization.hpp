// SPDX-License-Identifier: MIT
#pragma once
/// Normalization of a sample by itself: its matrix [R, C] falls into G groups of D = C / G neighbouring columns.
///
///     statistics    mean[g] = 1/M sum x    variance[g] = 1/M sum (x - mean[g])^2    over the M = R D numbers of group g
///     forward       xh = (x - mean[g]) s[g]    y[r, c] = act(xh[r, c] w[c] + b[c])         s = 1 / sqrt(variance + eps)
///     backward      z = dy slope(y)    db[c] = sum_r z    dw[c] = sum_r z xh    over all samples
///                   dx[r, c] = s[g] (z w[c] - p[g] / M - xh q[g] / M)    p = sum z w    q = sum z w xh    over the group
///
/// (Ba, Kiros, Hinton, 2016, equation 4 and Wu and He, 2018, equations 1, 2 and 7; the backward pass is that of batch
/// normalization with the sums over another set.) Samples are independent tasks; what is summed over samples is summed in
/// their order.
#include <cmath>
#include <strata/kernels/parallel.hpp>
#include <strata/kernels/simd.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// A sample's matrix and its groups.
struct group_extents {
    int64 R, C, G;

    [[nodiscard]] constexpr int64 D() const { return C / G; }
    [[nodiscard]] constexpr int64 size() const { return R * C; }
    /// Elements of scratch for each thread.
    [[nodiscard]] constexpr int64 per_thread() const { return 4 * (C + slack_elements); }
};

/// Over n samples. mean_s: [n, 2, G], the mean and s of each group; sums: [n, 2, C], for the backward pass alone.
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
        return scratch + thread * e.per_thread() + which * (e.C + slack_elements);
    }
    /// Calls `body(sample, thread)` for each sample.
    template <class Body>
    void for_samples(Body&& body) const {
        parallel_for(n, threads_for(n * e.size(), threads), body);
    }
};

/// Rows summed by themselves before they are added to what is before them: long sums keep their digits, and rows stay in
/// the cache until all their columns are read.
inline constexpr int64 rows_at_once = 128;

/// to[c] = sum_r term(r C + c, c): [C]
template <class T, class Term>
void sum_rows(const group_extents& e, T* to, Term&& term) {
    for (int64 begin = 0; begin < e.R; begin += rows_at_once) {
        const int64 end = begin + rows_at_once < e.R ? begin + rows_at_once : e.R;
        sweep<T>(e.C, [&](int64 c, auto lanes) {
            simd<T> some = term(begin * e.C + c, c, lanes);
            for (int64 r = begin + 1; r < end; ++r) some += term(r * e.C + c, c, lanes);
            lanes.store(to + c, begin == 0 ? some : lanes.load(to + c) + some);
        });
    }
}

/// Calls `body(g, sum)` with the sum of each group's columns of term(c).
template <class T, class Term, class Body>
void sum_groups(const group_extents& e, Term&& term, Body&& body) {
    for (int64 g = 0; g < e.G; ++g) {
        double sum = 0;
        for (int64 begin = g * e.D(); begin < (g + 1) * e.D(); begin += 4096) {
            const int64 end = begin + 4096 < (g + 1) * e.D() ? begin + 4096 : (g + 1) * e.D();
            simd<T> some(T(0));
            sweep<T>(end - begin, [&](int64 c, auto lanes) { some += only<T>(lanes, term(begin + c, lanes)); });
            sum += double(sum_of_lanes<T>(some));
        }
        body(g, sum);
    }
}

/// to[c] = from[g] for the columns of group g.
template <class T>
void spread(const group_extents& e, const T* from, T* to) {
    for (int64 g = 0; g < e.G; ++g)
        for (int64 c = g * e.D(); c < (g + 1) * e.D(); ++c) to[c] = from[g];
}

template <class Act, class T>
void group_normalization_forward(const group_normalization_pass<T>& p) {
    const group_extents& e = p.e;
    const double M = double(e.R * e.D());
    p.for_samples([&](int sample, int thread) {
        const T* x = p.x + sample * e.size();
        T *y = p.y + sample * e.size(), *m = p.mean_s + 2 * sample * e.G, *s = m + e.G;
        T *mean = p.column(thread, 0), *scale = p.column(thread, 1), *sum = p.column(thread, 2);
        const auto of_column = [&](int64 c, auto lanes) { return lanes.load(sum + c); };
        sum_rows(e, sum, [&](int64 i, int64, auto lanes) { return lanes.load(x + i); });
        sum_groups<T>(e, of_column, [&](int64 g, double all) { m[g] = static_cast<T>(all / M); });
        spread(e, m, mean);
        sum_rows(e, sum, [&](int64 i, int64 c, auto lanes) {
            const simd<T> d = lanes.load(x + i) - lanes.load(mean + c);
            return d * d;
        });
        sum_groups<T>(e, of_column, [&](int64 g, double all) { s[g] = T(1) / std::sqrt(static_cast<T>(all / M) + p.epsilon); });
        spread(e, s, scale);
        for (int64 r = 0; r < e.R; ++r)
            sweep<T>(e.C, [&](int64 c, auto lanes) {
                const simd<T> xh = (lanes.load(x + r * e.C + c) - lanes.load(mean + c)) * lanes.load(scale + c);
                lanes.store(y + r * e.C + c, Act::value(xsimd::fma(xh, lanes.load(p.w + c), lanes.load(p.b + c))));
            });
    });
}

template <class Act, class T>
void group_normalization_backward(const group_normalization_pass<T>& p) {
    const group_extents& e = p.e;
    const double M = double(e.R * e.D());
    p.for_samples([&](int sample, int thread) {
        const int64 first = sample * e.size();
        const T *x = p.x + first, *y = p.y + first, *dy = p.dy + first, *m = p.mean_s + 2 * sample * e.G, *s = m + e.G;
        T *mean = p.column(thread, 0), *scale = p.column(thread, 1), *pm = p.column(thread, 2), *qm = p.column(thread, 3);
        T *db = p.sums + 2 * sample * e.C, *dw = db + e.C;
        spread(e, m, mean);
        spread(e, s, scale);
        const auto z = [&](int64 i, auto lanes) { return lanes.load(dy + i) * Act::slope(lanes.load(y + i)); };
        const auto xh = [&](int64 i, int64 c, auto lanes) {
            return (lanes.load(x + i) - lanes.load(mean + c)) * lanes.load(scale + c);
        };
        sum_rows(e, db, [&](int64 i, int64, auto lanes) { return z(i, lanes); });
        sum_rows(e, dw, [&](int64 i, int64 c, auto lanes) { return z(i, lanes) * xh(i, c, lanes); });
        if (!p.dx) return;
        T* dx = p.dx + first;
        const auto weighted = [&](const T* of) {
            return [of, &p](int64 c, auto lanes) { return lanes.load(p.w + c) * lanes.load(of + c); };
        };
        const auto share = [&](T* to) {
            return [to, M, &e](int64 g, double all) {
                for (int64 c = g * e.D(); c < (g + 1) * e.D(); ++c) to[c] = static_cast<T>(all / M);
            };
        };
        sum_groups<T>(e, weighted(db), share(pm));
        sum_groups<T>(e, weighted(dw), share(qm));
        for (int64 r = 0; r < e.R; ++r)
            sweep<T>(e.C, [&](int64 c, auto lanes) {
                const int64 i = r * e.C + c;
                const simd<T> rest = xsimd::fma(xh(i, c, lanes), lanes.load(qm + c), lanes.load(pm + c));
                const simd<T> d = lanes.load(scale + c) * xsimd::fms(z(i, lanes), lanes.load(p.w + c), rest);
                store_or_add(lanes, dx + i, d, p.add_dx);
            });
    });
    const auto over_samples = [&](const T* from, T* to) {
        if (!to) return;
        sweep<T>(e.C, [&](int64 c, auto lanes) {
            simd<T> sum(T(0));
            for (int64 sample = 0; sample < p.n; ++sample) sum += lanes.load(from + 2 * sample * e.C + c);
            lanes.store(to + c, sum);
        });
    };
    over_samples(p.sums, p.db);
    over_samples(p.sums + e.C, p.dw);
}

}  // namespace strata::inline STRATA_TARGET
