// SPDX-License-Identifier: MIT
#pragma once
/// Means and squares of the columns of a matrix [rows, C], in one pass over memory.
///
///     M[c] = 1/R sum_r x[r, c]      V[c] = sum_r (x[r, c] - M[c])^2
///
/// A block of rows is read twice while it is in the nearest cache: for its mean, and for the distances from
/// it. Blocks are joined in order (Chan, Golub, LeVeque: "Updating formulae and a pairwise algorithm for
/// computing sample variances", 1979), so that large means do not cancel.
#include <algorithm>
#include <strata/kernels/floating_point.hpp>
#include <strata/kernels/long_sums.hpp>
#include <strata/kernels/rows_together.hpp>
#include <strata/kernels/simd.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

namespace detail {

/// Joins n numbers of mean m and squares v with the `before` numbers of mean and squares in M and V.
inline void join_moments(double& M, double& V, double before, double m, double v, double n) {
    const double apart = m - M, share = n / (before + n);
    M += apart * share;
    V += v + apart * apart * before * share;
}

/// Bytes of rows of which the next are asked for while some are read a second time.
inline constexpr int64 narrow = 256;

/// What `moments_of_columns` does, whatever C is.
template <class T>
void moments_of_any_columns(const T* x, int64 rows, int64 C, T* m, T* v, double* M, double* V) {
    constexpr int W = simd_width<T>;
    // rows that are in the cache until they have been read a second time, and of narrow ones those that are
    // asked for then; each column has two blocks of them
    const int64 row_bytes = C * int64(sizeof(T)), fit = (row_bytes <= narrow ? 16384 : 32768) / row_bytes + 1,
                portion = std::min<int64>(fit, 2 * terms_of_block);
    for (int64 c = 0; c < C; ++c) M[c] = V[c] = 0;
    for_blocks(rows, portion * blocks_of_run, [&](int64 run, int64 run_end) {
        for (int64 begin = run; begin < run_end; begin += portion) {
            const int64 end = begin + portion < run_end ? begin + portion : run_end;
            const T n = T(end - begin), before = T(begin - run), all = before + n;
            const simd<T> share(T(1) / n), of_new(n / all), of_apart(before * n / all);
            sweep_side_by_side<T, 2>(C, [&](int64 c, auto side_by_side, auto lanes) {
                constexpr int N = side_by_side;
                simd<T> sums[2][N], squares[2][N], rest[2][N], about[N];
                for (int i = 0; i < 2; ++i)
                    for (int k = 0; k < N; ++k) sums[i][k] = squares[i][k] = rest[i][k] = simd<T>(T(0));
                const auto each = [&](auto&& body) {
                    int64 r = begin;
                    for (; r + 2 <= end; r += 2)
                        for (int i = 0; i < 2; ++i)
                            for (int k = 0; k < N; ++k) body(x + (r + i) * C + c + k * W, i, k);
                    for (int k = 0; k < N && r < end; ++k) body(x + r * C + c + k * W, 0, k);
                };
                each([&](const T* at, int i, int k) { sums[i][k] += lanes.load(at); });
                // the sum has rounded; what the mean of it is off by is the mean of the distances from it
                for (int k = 0; k < N; ++k) about[k] = (sums[0][k] + sums[1][k]) * share;
                const auto squares_about = [&](auto asks) {
                    each([&](const T* at, int i, int k) {
                        if (asks && N > 1 && k == 0) expect_load(at + portion * C);
                        const simd<T> d = reassociation_barrier(lanes.load(at) - about[k]);
                        rest[i][k] += d;
                        squares[i][k] = xsimd::fma(d, d, squares[i][k]);
                    });
                };
                if (row_bytes <= narrow)
                    squares_about(std::true_type{});
                else
                    squares_about(std::false_type{});
                for (int k = 0; k < N; ++k) {
                    T *const mean = m + c + k * W, *const square = v + c + k * W;
                    const simd<T> off = rest[0][k] + rest[1][k], here = xsimd::fma(off, share, about[k]);
                    const simd<T> of_here = xsimd::fnma(off * share, off, squares[0][k] + squares[1][k]);
                    const simd<T> old = before > 0 ? lanes.load(mean) : here, apart = here - old;
                    lanes.store(mean, xsimd::fma(apart, of_new, old));
                    const simd<T> joined = xsimd::fma(apart * apart, of_apart, of_here);
                    lanes.store(square, before > 0 ? lanes.load(square) + joined : joined);
                }
            });
        }
        for (int64 c = 0; c < C; ++c)
            join_moments(M[c], V[c], static_cast<double>(run), static_cast<double>(m[c]),
                         static_cast<double>(v[c]), static_cast<double>(run_end - run));
    });
}

/// The same of few columns, whose rows go together.
template <class T>
void moments_of_few_columns(const T* x, int64 rows, int64 C, double* M, double* V) {
    T m[most_summed], v[most_summed];
    double some_M[most_summed], some_V[most_summed];
    const int64 K = rows_together<T>(C), together = rows / K, left = rows - together * K;
    std::fill_n(M, C, 0.0);
    std::fill_n(V, C, 0.0);
    double before = 0;
    const auto join = [&](int64 elements, double n) {
        for (int64 k = 0; k < elements; k += C, before += n)
            for (int64 c = 0; c < C; ++c) join_moments(M[c], V[c], before, some_M[k + c], some_V[k + c], n);
    };
    if (together > 0) {
        moments_of_any_columns(x, together, K * C, m, v, some_M, some_V);
        join(K * C, static_cast<double>(together));
    }
    if (left > 0) {
        moments_of_any_columns(x + together * K * C, left, C, m, v, some_M, some_V);
        join(C, static_cast<double>(left));
    }
}

}  // namespace detail

/// M, V: [C]. m, v: room for C elements each.
template <class T>
void moments_of_columns(const T* x, int64 rows, int64 C, T* m, T* v, double* M, double* V) {
    if (sums_go_together<T>(C))
        detail::moments_of_few_columns(x, rows, C, M, V);
    else
        detail::moments_of_any_columns(x, rows, C, m, v, M, V);
}

}  // namespace strata::inline STRATA_TARGET
