// SPDX-License-Identifier: MIT
#pragma once
/// Statistics of the columns of a matrix [rows, C], and the two passes of batch normalization over it.
///
///     statistics    mean[c] = 1/R sum_r x[r, c]     variance[c] = 1/R sum_r (x[r, c] - mean[c])^2
///     forward       y[r, c] = act((x[r, c] - mean[c]) s[c] g[c] + b[c] + shortcut[r, c])      s = 1 / sqrt(variance + eps)
///     backward      z = dy slope(y)    xh = (x - mean) s
///                   db[c] = sum_r z    dg[c] = sum_r z xh    dx = g s (z - db / R - xh dg / R)    dshortcut = z
///     of a fixed mean and variance                  dx = g s z
///
/// (Ioffe and Szegedy, "Batch normalization", 2015.) Rows are cut into blocks by their number alone; a
/// block's mean and squares are taken while it is in the cache and blocks are joined in order (Chan, Golub,
/// LeVeque, 1979), so one pass over memory is enough and large means do not cancel. All sums are `long_sums`.
#include <algorithm>
#include <strata/kernels/floating_point.hpp>
#include <strata/kernels/long_sums.hpp>
#include <strata/kernels/normalization/column_moments.hpp>
#include <strata/kernels/parallel.hpp>
#include <strata/kernels/row_sums.hpp>
#include <strata/kernels/rows_together.hpp>
#include <strata/kernels/simd.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// Elements of T that the two sums of C columns of all blocks of rows take.
template <class T>
constexpr int64 normalization_scratch(int C) {
    return row_blocks * 2 * long_sums<T>::elements(C);
}

/// mean, variance: [C]. scratch: `normalization_scratch` elements.
template <class T>
void column_statistics(const T* x, int64 rows, int C, T* mean, T* variance, T* scratch, int threads) {
    const int64 of_block = 2 * long_sums<T>::elements(C);
    const auto means_of = [=](int block) {
        return reinterpret_cast<double*>(scratch + block * of_block + 2 * rounded(C));
    };
    parallel_for(row_blocks, threads_for(rows * C, threads), [&](int block, int) {
        T *m = scratch + block * of_block, *v = m + rounded(C);
        double *M = means_of(block), *V = M + rounded(C);
        const slice mine = slice_of(rows, row_blocks, block);
        moments_of_columns(x + mine.begin * C, mine.end - mine.begin, C, m, v, M, V);
    });
    for (int c = 0; c < C; ++c) {
        double M = 0, V = 0;
        for (int block = 0; block < row_blocks; ++block) {
            const slice s = slice_of(rows, row_blocks, block);
            const double* of = means_of(block) + c;
            if (s.end > s.begin)
                detail::join_moments(M, V, static_cast<double>(s.begin), of[0], of[rounded(C)],
                                     static_cast<double>(s.end - s.begin));
        }
        mean[c] = static_cast<T>(M);
        variance[c] = static_cast<T>(V / static_cast<double>(rows));
    }
}

/// y[r, c] = act((x[r, c] - mean[c]) a[c] + b[c] + shortcut[r, c]); `mean`, for 0, and `shortcut` may be
/// null. With a mean no digit of x is lost, however small x - mean is beside it.
template <bool HasMean, class T, class Act>
void scale_and_shift(const T* x, const T* mean, const T* a, const T* b, const T* shortcut, T* y, int64 rows,
                     int C, int threads, Act) {
    const repeated_columns<T> means(HasMean ? mean : nullptr, C), scales(a, C), shifts(b, C);
    const T *const m = means.data(), *const s = scales.data(), *const t = shifts.data();
    parallel_for(row_blocks, threads_for(rows * C, threads), [=](int block, int) {
        sweep_rows<T>(slice_of(rows, row_blocks, block), C, [=](int64 i, int64 k, auto lanes) {
            simd<T> v = lanes.load(x + i);
            if constexpr (HasMean) v -= lanes.load(m + k);
            v = xsimd::fma(v, lanes.load(s + k), lanes.load(t + k));
            if (shortcut) v += lanes.load(shortcut + i);
            lanes.store(y + i, Act::value(v));
        });
    });
}

/// What the gradient of a normalization reads and writes.
template <class T>
struct normalization_gradients {
    const T *x, *y, *dy;        ///< [rows, C]
    const T *mean, *s, *gamma;  ///< [C]
    const T *scale, *shift;     ///< [C], or null: see `slope`
    int64 rows;
    int C;
    T *dx, *dshortcut;  ///< overwritten or added to; null where they are not wanted
    bool add_dx, add_dshortcut;

    /// The slope of the activation behind at element i of channel c: told by y, or where scale and shift are
    /// given by (x - mean) scale + shift, which spares reading y.
    template <class Act, class Lanes>
    [[gnu::always_inline]] simd<T> slope(int64 i, int64 c, const Lanes& lanes) const {
        if (!scale) return Act::slope(lanes.load(y + i));
        return Act::slope(xsimd::fma(lanes.load(x + i) - lanes.load(mean + c), lanes.load(scale + c),
                                     lanes.load(shift + c)));
    }
};

namespace detail {

/// The numbers of the channels, for rows that go together.
template <class T>
class repeated_gradients {
public:
    explicit repeated_gradients(const normalization_gradients<T>& p)
        : mean_(p.mean, p.C),
          s_(p.s, p.C),
          gamma_(p.gamma, p.C),
          scale_(p.scale, p.C),
          shift_(p.shift, p.C),
          of_(p) {
        of_.mean = mean_.data(), of_.s = s_.data(), of_.gamma = gamma_.data();
        of_.scale = scale_.data(), of_.shift = shift_.data();
    }
    [[nodiscard]] const normalization_gradients<T>& operator*() const { return of_; }

private:
    repeated_columns<T> mean_, s_, gamma_, scale_, shift_;
    normalization_gradients<T> of_;
};

}  // namespace detail

/// dg, db: [C] from z = dy slope(y). scratch: `normalization_scratch` elements.
template <class Act, class T>
void normalization_sums(const normalization_gradients<T>& of, T* dg, T* db, T* scratch, int threads) {
    const int C = of.C;
    const int64 of_sums = long_sums<T>::elements(C);
    const detail::repeated_gradients<T> repeated(of);
    const normalization_gradients<T> p = *repeated;
    parallel_for(row_blocks, threads_for(p.rows * C, threads), [=](int block, int) {
        T *const of_g = scratch + 2 * block * of_sums, *const of_b = of_g + of_sums;
        const slice mine = slice_of(p.rows, row_blocks, block);
        if (sums_go_together<T>(C)) {
            T* const to[] = {of_g, of_b};
            sum_rows_together(mine, C, to, [&](int64 i, int64 k, auto lanes) {
                const simd<T> z = lanes.load(p.dy + i) * p.template slope<Act>(i, k, lanes);
                return std::array<simd<T>, 2>{z * (lanes.load(p.x + i) - lanes.load(p.mean + k)), z};
            });
            for (int c = 0; c < C; ++c) of_g[c] *= p.s[c];
            return;
        }
        long_sums<T> g(of_g, C), b(of_b, C);
        for_blocks(mine.end - mine.begin, rows_of_block(C), [&](int64 first, int64 last) {
            const int64 begin = mine.begin + first, end = mine.begin + last;
            // not `sum_rows`, whose sums g++ would not keep in registers beside a slope
            sweep_side_by_side<T, 4>(C, [&](int64 c, auto side_by_side, auto lanes) {
                simd<T> with_x[side_by_side], alone[side_by_side];
                for (int v = 0; v < side_by_side; ++v) with_x[v] = alone[v] = simd<T>(T(0));
                for (int64 r = begin; r < end; ++r)
                    for (int v = 0; v < side_by_side; ++v) {
                        const int64 k = c + v * simd_width<T>, i = r * C + k;
                        const simd<T> z = lanes.load(p.dy + i) * p.template slope<Act>(i, k, lanes);
                        alone[v] += z;
                        with_x[v] = xsimd::fma(z, lanes.load(p.x + i) - lanes.load(p.mean + k), with_x[v]);
                    }
                for (int v = 0; v < side_by_side; ++v) {
                    const int64 k = c + v * simd_width<T>;
                    g.add(k, lanes, with_x[v] * lanes.load(p.s + k));
                    b.add(k, lanes, alone[v]);
                }
            });
            g.block_done();
            b.block_done();
        });
        g.finish();
        b.finish();
    });
    for (int c = 0; c < C; ++c) {
        double g = 0, b = 0;
        for (int block = 0; block < row_blocks; ++block) {
            g += static_cast<double>(scratch[2 * block * of_sums + c]);
            b += static_cast<double>(scratch[(2 * block + 1) * of_sums + c]);
        }
        dg[c] = static_cast<T>(g);
        db[c] = static_cast<T>(b);
    }
}

/// dx and dshortcut.
template <class Act, class T>
void normalization_gradient(const normalization_gradients<T>& of, const T* dg, const T* db, int threads) {
    const int C = of.C;
    const detail::repeated_gradients<T> repeated(of);
    const repeated_columns<T> scales(dg, C), shifts(db, C);
    const normalization_gradients<T> p = *repeated;
    const T *const g = scales.data(), *const b = shifts.data();
    parallel_for(row_blocks, threads_for(p.rows * C, threads), [=](int block, int) {
        const simd<T> share(T(1) / T(p.rows));
        sweep_rows<T>(slice_of(p.rows, row_blocks, block), C, [=](int64 i, int64 k, auto lanes) {
            const simd<T> z = lanes.load(p.dy + i) * p.template slope<Act>(i, k, lanes);
            if (p.dx) {
                const simd<T> scale = lanes.load(p.s + k),
                              xh = (lanes.load(p.x + i) - lanes.load(p.mean + k)) * scale;
                const simd<T> d = z - share * xsimd::fma(xh, lanes.load(g + k), lanes.load(b + k));
                const simd<T> out = d * scale * lanes.load(p.gamma + k);
                store_or_add(lanes, p.dx + i, out, p.add_dx);
            }
            if (p.dshortcut) store_or_add(lanes, p.dshortcut + i, z, p.add_dshortcut);
        });
    });
}

/// dx and dshortcut where mean and s are no functions of x, which is not read.
template <class Act, class T>
void fixed_normalization_gradient(const normalization_gradients<T>& of, int threads) {
    const int C = of.C;
    const detail::repeated_gradients<T> repeated(of);
    const normalization_gradients<T> p = *repeated;
    parallel_for(row_blocks, threads_for(p.rows * C, threads), [=](int block, int) {
        sweep_rows<T>(slice_of(p.rows, row_blocks, block), C, [=](int64 i, int64 k, auto lanes) {
            const simd<T> z = lanes.load(p.dy + i) * Act::slope(lanes.load(p.y + i));
            if (p.dx)
                store_or_add(lanes, p.dx + i, z * lanes.load(p.s + k) * lanes.load(p.gamma + k), p.add_dx);
            if (p.dshortcut) store_or_add(lanes, p.dshortcut + i, z, p.add_dshortcut);
        });
    });
}

}  // namespace strata::inline STRATA_TARGET
