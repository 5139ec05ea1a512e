// SPDX-License-Identifier: MIT
#pragma once
/// Products of small matrices whose rows are whole vectors, many of one size: what Winograd's convolution consists of.
///
///     c[r, j] = (c[r, j] or 0) + sum_d a(r, d) b[d, j]        a(r, d) = a[r lda + d], or a[r + d lda] turned round
///
/// Rows lie at regular distances, so that one call runs down a whole panel of columns; a narrow panel takes more rows at
/// a time, for as many sums in registers as a wide one. Each sum is added in the order of d, however rows are grouped.
#include <strata/kernels/tile.hpp>

namespace strata {

/// One product; b is a matrix of panels: tile_columns columns each, one panel after the other, the last as wide as it is.
template <class T>
struct plane_product {
    const T* a;
    long lda;
    const T* b;
    bool b_in_panels;  ///< or in rows of `columns`
    T* c;
    long ldc;
    int rows, columns, depth;  ///< columns: whole vectors
    bool add;
};

/// Groups of Rows rows of one panel, from row r on, as many as there are; returns the first row that is left.
template <int Rows, int Vectors, tile_layout Layout, class T>
[[gnu::noinline]] int run_down_panel(const plane_product<T>& p, int r, const T* b, long ldb, T* c) {
    constexpr int W = simd_width<T>;
    for (; r + Rows <= p.rows; r += Rows) {
        const T* a = p.a + r * (Layout == tile_layout::by_row ? p.lda : 1);
        T* to = c + r * p.ldc;
        simd<T> sum[Rows][Vectors];
#pragma GCC unroll 16
        for (int i = 0; i < Rows; ++i)
#pragma GCC unroll 4
            for (int v = 0; v < Vectors; ++v) sum[i][v] = p.add ? simd<T>::load_unaligned(to + i * p.ldc + v * W) : simd<T>(T(0));
        const T* column_of_b = b;
        for (long d = 0; d < p.depth; ++d, column_of_b += ldb) {
            simd<T> column[Vectors];
#pragma GCC unroll 4
            for (int v = 0; v < Vectors; ++v) column[v] = simd<T>::load_unaligned(column_of_b + v * W);
#pragma GCC unroll 16
            for (int i = 0; i < Rows; ++i) {
                const simd<T> row(Layout == tile_layout::by_row ? a[i * p.lda + d] : a[d * p.lda + i]);
#pragma GCC unroll 4
                for (int v = 0; v < Vectors; ++v) sum[i][v] = xsimd::fma(row, column[v], sum[i][v]);
            }
        }
#pragma GCC unroll 16
        for (int i = 0; i < Rows; ++i)
#pragma GCC unroll 4
            for (int v = 0; v < Vectors; ++v) sum[i][v].store_unaligned(to + i * p.ldc + v * W);
    }
    return r;
}

template <int Vectors, tile_layout Layout, class T>
void run_panel(const plane_product<T>& p, const T* b, long ldb, T* c) {
    constexpr int sums = tile_rows * tile_vectors<T>, rows = sums / Vectors < 12 ? sums / Vectors : 12;
    int r = run_down_panel<rows, Vectors, Layout>(p, 0, b, ldb, c);
    if constexpr (rows > 4) r = run_down_panel<4, Vectors, Layout>(p, r, b, ldb, c);
    run_down_panel<1, Vectors, Layout>(p, r, b, ldb, c);
}

template <tile_layout Layout, class T>
void run_plane_product(const plane_product<T>& p) {
    constexpr int W = simd_width<T>;
    for (int left = 0; left < p.columns; left += tile_columns<T>) {
        const int width = p.columns - left < tile_columns<T> ? p.columns - left : tile_columns<T>;
        const T* b = p.b + left * (p.b_in_panels ? long(p.depth) : 1);
        const long ldb = p.b_in_panels ? width : p.columns;
        T* c = p.c + left;
        if constexpr (tile_vectors<T> == 4) {
            if (width == 4 * W) run_panel<4, Layout>(p, b, ldb, c);
            if (width == 3 * W) run_panel<3, Layout>(p, b, ldb, c);
        }
        if (width == 2 * W) run_panel<2, Layout>(p, b, ldb, c);
        if (width == W) run_panel<1, Layout>(p, b, ldb, c);
    }
}

}  // namespace strata
