// SPDX-License-Identifier: MIT
#pragma once
/// Dense products on the register tile.
///
///     forward     y[n, o] = b[o] + sum_i x[n, i] w[i, o]        x: [N, I]   w: [I, O]   y: [N, O]
///     data        dx[n, i] = sum_o dy[n, o] w[i, o]
///     weights     dw[i, o] = sum_n x[n, i] dy[n, o]
///
/// All three are c[r, j] = sum_d a(r, d) b[d, j] with a(r, d) = a[r row + d step]. Buffers are `slack_elements` longer
/// than their contents: the last vector of a row of b is read whole.
#include <strata/kernels/parallel.hpp>
#include <strata/kernels/tile.hpp>

namespace strata {

/// c [rows, columns] = start + a b, cut into tasks of a few tiles each.
template <class T>
struct matrix_product {
    const T* a;
    long row, step;  ///< a(r, d) = a[r row + d step]
    const T* b;
    long ldb;
    T* c;
    long ldc;
    int rows, columns, depth;
    const T* bias = nullptr;  ///< added to every row where it is given
    bool add = false;         ///< adds to c, where there is no bias

    /// Computes, and hands each finished run of a row to `finish(pointer, columns)` while it is in the cache.
    template <class Finish>
    void run(int threads, Finish&& finish) const {
        const int rows_of_task = 8 * tile_rows, columns_of_task = tile_columns<T>;
        const int down = (rows + rows_of_task - 1) / rows_of_task;
        const int across = (columns + columns_of_task - 1) / columns_of_task;
        const bool small = 2.0 * rows * columns * depth < 1e5;
        parallel_for(down * across, small ? 1 : threads, [&](int task, int) {
            const int top = task / across * rows_of_task, left = task % across * columns_of_task;
            const segment whole{0, 0, depth};
            for (int r = top; r < rows && r < top + rows_of_task; r += tile_rows) {
                tile_operands<T> o;
                o.rows = rows - r < tile_rows ? rows - r : tile_rows;
                o.columns = columns - left < columns_of_task ? columns - left : columns_of_task;
                for (int i = 0; i < tile_rows; ++i) {
                    const long at = r + (i < o.rows ? i : 0);
                    o.a[i] = a + at * row;
                    o.c[i] = c + at * ldc + left;
                }
                o.b = b + left;
                o.bias = bias ? bias + left : nullptr;
                o.segments = &whole;
                o.segment_count = 1;
                o.step = step;
                o.ldb = ldb;
                run_tile(o, add ? tile_start::output : bias ? tile_start::bias : tile_start::zero);
                for (int i = 0; i < o.rows; ++i) finish(o.c[i], o.columns);
            }
        });
    }
    void run(int threads) const {
        run(threads, [](T*, int) {});
    }
};

/// The plain twin of `matrix_product`: three loops.
template <class T>
void reference_matrix_product(const matrix_product<T>& p) {
    for (int r = 0; r < p.rows; ++r)
        for (int j = 0; j < p.columns; ++j) {
            T sum = p.add ? p.c[r * p.ldc + j] : p.bias ? p.bias[j] : T(0);
            for (int d = 0; d < p.depth; ++d) sum += p.a[r * p.row + d * p.step] * p.b[d * p.ldb + j];
            p.c[r * p.ldc + j] = sum;
        }
}

/// y[j, i] = x[i, j] for x: [rows, columns], whose rows are `ldx` elements apart and those of y `ldy`.
template <class T>
void transpose(const T* x, long ldx, T* y, long ldy, int rows, int columns, int threads) {
    const int block = 32;
    const int tasks = (rows + block - 1) / block;
    parallel_for(tasks, rows * long(columns) < 65536 ? 1 : threads, [&](int task, int) {
        const int top = task * block, bottom = top + block < rows ? top + block : rows;
        for (int left = 0; left < columns; left += block)
            for (int j = left; j < columns && j < left + block; ++j)
                for (int i = top; i < bottom; ++i) y[j * ldy + i] = x[i * ldx + j];
    });
}
/// The same where rows follow each other.
template <class T>
void transpose(const T* x, T* y, int rows, int columns, int threads) {
    transpose(x, columns, y, rows, rows, columns, threads);
}

}  // namespace strata
