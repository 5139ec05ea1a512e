// SPDX-License-Identifier: MIT
#pragma once
/// Statistics of the columns of a matrix [rows, C], and the two passes of batch normalization over it.
///
///     statistics    mean[c] = 1/R sum_r x[r, c]     variance[c] = 1/R sum_r (x[r, c] - mean[c])^2
///     forward       y[r, c] = act((x[r, c] - mean[c]) s[c] g[c] + b[c] + shortcut[r, c])       s = 1 / sqrt(variance + eps)
///     backward      z = dy slope(y)    xh = (x - mean) s
///                   db[c] = sum_r z    dg[c] = sum_r z xh    dx = g s (z - db / R - xh dg / R)    dshortcut = z
///
/// (Ioffe and Szegedy, "Batch normalization", 2015.) Rows are cut into blocks by their number alone; a block's mean and
/// squares are taken while it is in the cache and blocks are joined in order (Chan, Golub, LeVeque, 1979), so one pass
/// over memory is enough and large means do not cancel.
#include <strata/kernels/parallel.hpp>
#include <strata/kernels/simd.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// Blocks that a sum over many rows is cut into.
inline constexpr int row_blocks = 16;

/// mean, variance: [C]. partial: `2 * row_blocks * C` elements.
template <class T>
void column_statistics(const T* x, int64 rows, int C, T* mean, T* variance, T* partial, int threads) {
    parallel_for(row_blocks, threads_for(rows * C, threads), [&](int block, int) {
        T *m = partial + int64{2} * block * C, *v = m + C;
        for (int c = 0; c < C; ++c) m[c] = v[c] = T(0);
        const slice mine = slice_of(rows, row_blocks, block);
        const int64 portion = 32768 / (C * int64(sizeof(T))) + 1;
        for (int64 begin = mine.begin; begin < mine.end; begin += portion) {
            const int64 end = begin + portion < mine.end ? begin + portion : mine.end;
            const T n = T(end - begin), before = T(begin - mine.begin), all = before + n;
            sweep<T>(C, [&](int64 c, auto lanes) {
                simd<T> sum(T(0)), squares(T(0));
                for (int64 r = begin; r < end; ++r) sum += lanes.load(x + r * C + c);
                const simd<T> here = sum * simd<T>(T(1) / n);
                for (int64 r = begin; r < end; ++r) {
                    const simd<T> d = lanes.load(x + r * C + c) - here;
                    squares = xsimd::fma(d, d, squares);
                }
                const simd<T> old = lanes.load(m + c), apart = here - old;
                lanes.store(m + c, xsimd::fma(apart, simd<T>(n / all), old));
                lanes.store(v + c, lanes.load(v + c) + squares + apart * apart * simd<T>(before * n / all));
            });
        }
    });
    for (int c = 0; c < C; ++c) {
        double m = 0, v = 0, before = 0;
        for (int block = 0; block < row_blocks; ++block) {
            const slice s = slice_of(rows, row_blocks, block);
            const double n = static_cast<double>(s.end - s.begin), all = before + n;
            if (n == 0) continue;
            const double apart = double(partial[int64{2} * block * C + c]) - m;
            m += apart * n / all;
            v += double(partial[(int64{2} * block + 1) * C + c]) + apart * apart * before * n / all;
            before = all;
        }
        mean[c] = static_cast<T>(m);
        variance[c] = static_cast<T>(v / before);
    }
}

/// y[r, c] = act(x[r, c] a[c] + b[c] + shortcut[r, c]); `shortcut` may be null.
template <class T, class Act>
void scale_and_shift(const T* x, const T* a, const T* b, const T* shortcut, T* y, int64 rows, int C, int threads, Act) {
    parallel_for(row_blocks, threads_for(rows * C, threads), [&](int block, int) {
        const slice mine = slice_of(rows, row_blocks, block);
        for (int64 r = mine.begin; r < mine.end; ++r)
            sweep<T>(C, [&](int64 c, auto lanes) {
                simd<T> v = xsimd::fma(lanes.load(x + r * C + c), lanes.load(a + c), lanes.load(b + c));
                if (shortcut) v += lanes.load(shortcut + r * C + c);
                lanes.store(y + r * C + c, Act::value(v));
            });
    });
}

/// The slope of the activation behind a normalization at element i of channel c: told by y, or where scale and shift are
/// given by x scale + shift, which spares reading y.
template <class Act, class T, class Lanes>
[[gnu::always_inline]] inline simd<T> slope_behind(const T* x, const T* y, const T* scale, const T* shift, int64 i, int64 c, const Lanes& lanes) {
    return Act::slope(scale ? xsimd::fma(lanes.load(x + i), lanes.load(scale + c), lanes.load(shift + c)) : lanes.load(y + i));
}

/// What the gradient of a normalization reads and writes.
template <class T>
struct normalization_gradients {
    const T *x, *y, *dy;              ///< [rows, C]
    const T *mean, *s, *gamma;        ///< [C]
    const T *scale, *shift;           ///< [C], or null: see `slope_behind`
    int64 rows;
    int C;
    T *dx, *dshortcut;                ///< overwritten or added to; null where they are not wanted
    bool add_dx, add_dshortcut;
};

/// dg, db: [C] from z = dy slope(y). partial: `2 * row_blocks * C` elements.
template <class Act, class T>
void normalization_sums(const normalization_gradients<T>& p, T* dg, T* db, T* partial, int threads) {
    const int C = p.C;
    parallel_for(row_blocks, threads_for(p.rows * C, threads), [=](int block, int) {
        T *g = partial + int64{2} * block * C, *b = g + C;
        const slice mine = slice_of(p.rows, row_blocks, block);
        sweep<T>(C, [=](int64 c, auto lanes) {
            simd<T> with_x(T(0)), alone(T(0));
            const simd<T> m = lanes.load(p.mean + c);
            for (int64 r = mine.begin; r < mine.end; ++r) {
                const int64 i = r * C + c;
                const simd<T> z = lanes.load(p.dy + i) * slope_behind<Act>(p.x, p.y, p.scale, p.shift, i, c, lanes);
                alone += z;
                with_x = xsimd::fma(z, lanes.load(p.x + i) - m, with_x);
            }
            lanes.store(g + c, with_x * lanes.load(p.s + c));
            lanes.store(b + c, alone);
        });
    });
    for (int c = 0; c < C; ++c) {
        double g = 0, b = 0;
        for (int block = 0; block < row_blocks; ++block) {
            g += double(partial[int64{2} * block * C + c]);
            b += double(partial[(int64{2} * block + 1) * C + c]);
        }
        dg[c] = static_cast<T>(g);
        db[c] = static_cast<T>(b);
    }
}

/// dx and dshortcut.
template <class Act, class T>
void normalization_gradient(const normalization_gradients<T>& p, const T* dg, const T* db, int threads) {
    const int C = p.C;
    parallel_for(row_blocks, threads_for(p.rows * C, threads), [=](int block, int) {
        const slice mine = slice_of(p.rows, row_blocks, block);
        const simd<T> share(T(1) / T(p.rows));
        for (int64 r = mine.begin; r < mine.end; ++r)
            sweep<T>(C, [=](int64 c, auto lanes) {
                const int64 i = r * C + c;
                const simd<T> z = lanes.load(p.dy + i) * slope_behind<Act>(p.x, p.y, p.scale, p.shift, i, c, lanes);
                if (p.dx) {
                    const simd<T> scale = lanes.load(p.s + c), xh = (lanes.load(p.x + i) - lanes.load(p.mean + c)) * scale;
                    const simd<T> d = z - share * xsimd::fma(xh, lanes.load(dg + c), lanes.load(db + c));
                    const simd<T> out = d * scale * lanes.load(p.gamma + c);
                    store_or_add(lanes, p.dx + i, out, p.add_dx);
                }
                if (p.dshortcut) store_or_add(lanes, p.dshortcut + i, z, p.add_dshortcut);
            });
    });
}

}  // namespace strata::inline STRATA_TARGET
