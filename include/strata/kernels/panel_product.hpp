// SPDX-License-Identifier: MIT
#pragma once
/// Products down a panel of columns: what dense layers and Winograd's convolution consist of.
///
///     c[r, j] = start[j] + sum_d a(r, d) b[d, j]        a(r, d) = a[r lda + d], or a[r + d lda] turned round
///
/// Rows lie at regular distances, so that one call runs down a whole panel; a narrow panel takes more rows at a time, for
/// as many sums in registers as a wide one. Each sum is added in the order of d, however rows and panels are grouped.
#include <strata/kernels/panels.hpp>

namespace strata {

/// One product with at most `tile_columns` columns.
template <class T>
struct panel_product {
    const T* a;
    long lda;
    const T* b;
    long ldb;
    T* c;
    long ldc;
    int rows, columns, depth;
    tile_start start = tile_start::zero;
    const T* bias = nullptr;  ///< read with tile_start::bias

    [[nodiscard]] const T* start_of(const T* row) const { return start == tile_start::bias ? bias : row; }
};

/// How the rows of a lie: terms side by side, or rows side by side and their terms `lda` apart.
enum class tile_layout { by_row, by_column };

/// Groups of Rows rows, from row r on, as many as there are; returns the first row that is left.
template <int Rows, int Vectors, tile_layout Layout, class T>
[[gnu::noinline]] int run_down_panel(const panel_product<T>& p, int r) {
    constexpr int W = simd_width<T>;
    const int tail = p.columns - (Vectors - 1) * W;
    for (; r + Rows <= p.rows; r += Rows) {
        const T* a = p.a + r * (Layout == tile_layout::by_row ? p.lda : 1);
        T* to = p.c + r * p.ldc;
        simd<T> sum[Rows][Vectors];
#pragma GCC unroll 16
        for (int i = 0; i < Rows; ++i)
#pragma GCC unroll 4
            for (int v = 0; v < Vectors; ++v)
                sum[i][v] = p.start == tile_start::zero ? simd<T>(T(0)) : simd<T>::load_unaligned(p.start_of(to + i * p.ldc) + v * W);
#pragma GCC unroll 16
        for (int i = 0; i < Rows; ++i)
#pragma GCC unroll 4
            for (int v = 0; v < Vectors; ++v) expect_store(to + (Rows + i) * p.ldc + v * W);  // what comes next
        const T* b = p.b;
        for (long d = 0; d < p.depth; ++d, b += p.ldb) {
            simd<T> column[Vectors];
#pragma GCC unroll 4
            for (int v = 0; v < Vectors; ++v) column[v] = simd<T>::load_unaligned(b + v * W);
#pragma GCC unroll 16
            for (int i = 0; i < Rows; ++i) {
                const simd<T> row(Layout == tile_layout::by_row ? a[i * p.lda + d] : a[d * p.lda + i]);
#pragma GCC unroll 4
                for (int v = 0; v < Vectors; ++v) sum[i][v] = xsimd::fma(row, column[v], sum[i][v]);
            }
        }
#pragma GCC unroll 16
        for (int i = 0; i < Rows; ++i) {
#pragma GCC unroll 4
            for (int v = 0; v + 1 < Vectors; ++v) sum[i][v].store_unaligned(to + i * p.ldc + v * W);
            T* last = to + i * p.ldc + (Vectors - 1) * W;
            if (tail == W)
                sum[i][Vectors - 1].store_unaligned(last);
            else
                first_lanes<T>{tail}.store(last, sum[i][Vectors - 1]);
        }
    }
    return r;
}

template <int Vectors, tile_layout Layout, class T>
void run_panel_of(const panel_product<T>& p) {
    constexpr int sums = tile_rows * tile_vectors<T>, rows = sums / Vectors < 12 ? sums / Vectors : 12;
    int r = run_down_panel<rows, Vectors, Layout>(p, 0);
    if constexpr (rows > 4) r = run_down_panel<4, Vectors, Layout>(p, r);
    r = run_down_panel<2, Vectors, Layout>(p, r);
    run_down_panel<1, Vectors, Layout>(p, r);
}

template <tile_layout Layout, class T>
void run_panel(const panel_product<T>& p) {
    const int vectors = (p.columns + simd_width<T> - 1) / simd_width<T>;
    if constexpr (tile_vectors<T> == 4) {
        if (vectors == 4) return run_panel_of<4, Layout>(p);
        if (vectors == 3) return run_panel_of<3, Layout>(p);
    }
    if (vectors == 2) return run_panel_of<2, Layout>(p);
    run_panel_of<1, Layout>(p);
}

/// All panels of b, which may lie `in_panels`, and of c, whose rows have room for whole vectors.
template <tile_layout Layout, class T>
void run_panels(const panel_product<T>& whole) {
    for (int i = 0; i < panel_count<T>(whole.columns); ++i) {
        const panel_columns at = panel_at<T>(whole.columns, i);
        const panel<T> b(whole.b, whole.ldb, whole.depth, at);
        panel_product<T> p = whole;
        p.b = b.b;
        p.ldb = b.ldb;
        p.c += at.left;
        p.columns = at.count;
        run_panel<Layout>(p);
    }
}

/// Whole panels that a single row runs across at once: as many as it takes to keep the multipliers busy.
template <class T>
inline constexpr int panels_across = 8 / tile_vectors<T>;

/// One row of c over `panels_across` whole panels, each `panel` elements behind the one before; what `run_panel` computes.
template <class T>
[[gnu::noinline]] void run_across_panels(const panel_product<T>& p, long panel) {
    constexpr int W = simd_width<T>, Panels = panels_across<T>, Vectors = tile_vectors<T>;
    simd<T> sum[Panels][Vectors];
    for (int i = 0; i < Panels; ++i)
        for (int v = 0; v < Vectors; ++v)
            sum[i][v] = p.start == tile_start::zero ? simd<T>(T(0)) : simd<T>::load_unaligned(p.start_of(p.c) + (i * Vectors + v) * W);
    const T* b = p.b;
    for (long d = 0; d < p.depth; ++d, b += p.ldb) {
        const simd<T> row(p.a[d]);
#pragma GCC unroll 4
        for (int i = 0; i < Panels; ++i)
#pragma GCC unroll 4
            for (int v = 0; v < Vectors; ++v) sum[i][v] = xsimd::fma(row, simd<T>::load_unaligned(b + i * panel + v * W), sum[i][v]);
    }
    for (int i = 0; i < Panels; ++i)
        for (int v = 0; v < Vectors; ++v) sum[i][v].store_unaligned(p.c + (i * Vectors + v) * W);
}

}  // namespace strata
