// SPDX-License-Identifier: MIT
#pragma once
/// Products down a panel of columns: what dense layers and Winograd's convolution consist of.
///
///     c[r, j] = start[j] + sum_d a(r, d) b[d, j]        a(r, d) = a[r lda + d], or a[r + d lda] turned round
///
/// Rows lie at regular distances, so that one call runs down a whole panel; a narrow panel takes more rows at
/// a time, for as many sums in registers as a wide one. Each sum is added in the order of d, however rows and
/// panels are grouped: block after block, of which the first begins with the bias and the others with zero;
/// what is in c is added at the end.
#include <strata/kernels/long_sums.hpp>
#include <strata/kernels/products/panels.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// One product with at most `tile_columns` columns.
template <class T>
struct panel_product {
    const T* a;
    int64 lda;
    const T* b;
    int64 ldb;
    T* c;
    int64 ldc;
    int rows, columns, depth;
    tile_start start = tile_start::zero;
    const T* bias = nullptr;  ///< read with tile_start::bias
    /// Memory that is read soon, which wide panels fetch meanwhile: so many bytes of it for each term of a
    /// group of rows.
    const char* soon = nullptr;
    int64 pace = 0;
    int block = 4 * terms_of_block;  ///< terms that are summed by themselves
};

/// How the rows of a lie: terms side by side, or rows side by side and their terms `lda` apart.
enum class tile_layout { by_row, by_column };

/// The first `count` lanes of each vector in [from, end), to rows `ldc` elements apart.
template <class T>
[[gnu::noinline]] void store_tails(const T* from, const T* end, T* to, int64 ldc, int count) {
    for (; from != end; from += simd_width<T>, to += ldc) first_lanes<T>{count}.copy(to, from);
}

/// Groups of Rows rows, from row r on, as many as there are; returns the first row that is left.
template <int Rows, int Vectors, bool Fetch = false, class T>
[[gnu::noinline]] int run_down_panel(const panel_product<T>& p, tile_layout layout, int r) {
    constexpr int W = simd_width<T>, last = (Vectors - 1) * W;
    const int tail = p.columns - last;
    const bool by_row = layout == tile_layout::by_row;
    // in bytes: compilers make a second loop for a distance of one element; from two pointers, since the
    // distances of twelve rows would not stay in registers
    const int64 size = sizeof(T), row = size * (by_row ? p.lda : 1), term = size * (by_row ? 1 : p.lda);
    for (; r + Rows <= p.rows; r += Rows) {
        T* to = p.c + r * p.ldc;
        simd<T> sum[Rows][Vectors], total[Rows][Vectors];
#pragma GCC unroll 16
        for (int i = 0; i < Rows; ++i)
#pragma GCC unroll 4
            for (int v = 0; v < Vectors; ++v)
                sum[i][v] =
                    p.start == tile_start::bias ? simd<T>::load_unaligned(p.bias + v * W) : simd<T>(T(0));
        if (p.depth > 48)  // long enough to fetch the rows that come next
#pragma GCC unroll 1
            for (int i = Rows; i < 2 * Rows; ++i)
#pragma GCC unroll 4
                for (int v = 0; v < Vectors; ++v) expect_store(to + i * p.ldc + v * W);
        const char* first = reinterpret_cast<const char*>(p.a) + r * row;
        const char* a[] = {first, Rows > tile_rows ? first + tile_rows * row : first};
        const T* b = p.b;
        [[maybe_unused]] const char* soon = p.soon + r / Rows * p.depth * p.pace;
        bool carried = false;  // whether there is something in `total`
        for (int left = p.depth;; left -= p.block) {
            for (const T* const end = b + (left < p.block ? left : p.block) * p.ldb; b != end;
                 a[0] += term, a[1] += term, b += p.ldb) {
                if constexpr (Fetch) {  // a little at a time: many lines at once would hold up those that the
                                        // sums wait for
                    expect_load(soon);
                    soon += p.pace;
                }
                simd<T> column[Vectors];
#pragma GCC unroll 4
                for (int v = 0; v < Vectors; ++v) column[v] = simd<T>::load_unaligned(b + v * W);
#pragma GCC unroll 16
                for (int i = 0; i < Rows; ++i) {
                    const simd<T> factor(*reinterpret_cast<const T*>(a[i / tile_rows] + i % tile_rows * row));
#pragma GCC unroll 4
                    for (int v = 0; v < Vectors; ++v) sum[i][v] = xsimd::fma(factor, column[v], sum[i][v]);
                }
            }
            if (left <= p.block) break;
#pragma GCC unroll 16
            for (int i = 0; i < Rows; ++i)
#pragma GCC unroll 4
                for (int v = 0; v < Vectors; ++v) {
                    total[i][v] = carried ? total[i][v] + sum[i][v] : sum[i][v];
                    sum[i][v] = simd<T>(T(0));
                }
            carried = true;
        }
        if (carried)
#pragma GCC unroll 16
            for (int i = 0; i < Rows; ++i)
#pragma GCC unroll 4
                for (int v = 0; v < Vectors; ++v) sum[i][v] = total[i][v] + sum[i][v];
        if (p.start == tile_start::output)
#pragma GCC unroll 16
            for (int i = 0; i < Rows; ++i)
#pragma GCC unroll 4
                for (int v = 0; v < Vectors; ++v)
                    sum[i][v] = simd<T>::load_unaligned(to + i * p.ldc + v * W) + sum[i][v];
        if (tail == W) {
#pragma GCC unroll 16
            for (int i = 0; i < Rows; ++i)
#pragma GCC unroll 4
                for (int v = 0; v < Vectors; ++v) sum[i][v].store_unaligned(to + i * p.ldc + v * W);
        } else {
            alignas(64) T lanes[Rows * W];
#pragma GCC unroll 16
            for (int i = 0; i < Rows; ++i) {
#pragma GCC unroll 4
                for (int v = 0; v + 1 < Vectors; ++v) sum[i][v].store_unaligned(to + i * p.ldc + v * W);
                sum[i][Vectors - 1].store_aligned(lanes + i * W);
            }
            store_tails<T>(lanes, lanes + Rows * W, to + last, p.ldc, tail);
        }
    }
    return r;
}

template <int Vectors, class T>
void run_panel_of(const panel_product<T>& p, tile_layout layout) {
    constexpr int sums = tile_rows * tile_vectors<T>, rows = sums / Vectors < 12 ? sums / Vectors : 12;
    int r = 0;
    if constexpr (Vectors == tile_vectors<T>)
        if (p.pace > 0 && p.depth > 16) r = run_down_panel<rows, Vectors, true>(p, layout, r);
    r = run_down_panel<rows, Vectors>(p, layout, r);
    if constexpr (rows > 4) r = run_down_panel<4, Vectors>(p, layout, r);
    r = run_down_panel<2, Vectors>(p, layout, r);
    run_down_panel<1, Vectors>(p, layout, r);
}

template <class T>
void run_panel(const panel_product<T>& p, tile_layout layout) {
    const int vectors = (p.columns + simd_width<T> - 1) / simd_width<T>;
    if constexpr (tile_vectors<T> == 4) {
        if (vectors == 4) return run_panel_of<4>(p, layout);
        if (vectors == 3) return run_panel_of<3>(p, layout);
    }
    if (vectors == 2) return run_panel_of<2>(p, layout);
    run_panel_of<1>(p, layout);
}

/// All panels of b, which may lie `in_panels`, and of c, whose rows have room for whole vectors. Of
/// `depth_of_b` rows of b those from row `first` on.
template <class T>
void run_panels(const panel_product<T>& whole, tile_layout layout, int depth_of_b, int first) {
    for (int i = 0; i < panel_count<T>(whole.columns); ++i) {
        const panel_columns at = panel_at<T>(whole.columns, i);
        const panel<T> b(whole.b, whole.ldb, depth_of_b, at);
        panel_product<T> p = whole;
        p.b = b.b + first * b.ldb;
        p.ldb = b.ldb;
        p.c += at.left;
        p.columns = at.count;
        run_panel(p, layout);
    }
}

template <class T>
void run_panels(const panel_product<T>& whole, tile_layout layout) {
    run_panels(whole, layout, whole.depth, 0);
}

/// Whole panels that a single row runs across at once: as many as it takes to keep the multipliers busy.
template <class T>
inline constexpr int panels_across = 8 / tile_vectors<T>;

/// One row of c over `panels_across` whole panels, each `panel` elements behind the one before; what
/// `run_panel` computes.
template <class T>
[[gnu::noinline]] void run_across_panels(const panel_product<T>& p, int64 panel) {
    constexpr int W = simd_width<T>, Panels = panels_across<T>, Vectors = tile_vectors<T>;
    simd<T> sum[Panels][Vectors], total[Panels][Vectors];
    for (int i = 0; i < Panels; ++i)
        for (int v = 0; v < Vectors; ++v)
            sum[i][v] = p.start == tile_start::bias ? simd<T>::load_unaligned(p.bias + (i * Vectors + v) * W)
                                                    : simd<T>(T(0));
    const T* b = p.b;
    bool carried = false;
    for (int64 left = p.depth, d = 0;; left -= p.block) {
        for (const int64 end = d + (left < p.block ? left : p.block); d < end; ++d, b += p.ldb) {
            const simd<T> row(p.a[d]);
#pragma GCC unroll 4
            for (int i = 0; i < Panels; ++i)
#pragma GCC unroll 4
                for (int v = 0; v < Vectors; ++v)
                    sum[i][v] = xsimd::fma(row, simd<T>::load_unaligned(b + i * panel + v * W), sum[i][v]);
        }
        if (left <= p.block) break;
        for (int i = 0; i < Panels; ++i)
            for (int v = 0; v < Vectors; ++v) {
                total[i][v] = carried ? total[i][v] + sum[i][v] : sum[i][v];
                sum[i][v] = simd<T>(T(0));
            }
        carried = true;
    }
    for (int i = 0; i < Panels; ++i)
        for (int v = 0; v < Vectors; ++v) {
            if (carried) sum[i][v] = total[i][v] + sum[i][v];
            if (p.start == tile_start::output)
                sum[i][v] = simd<T>::load_unaligned(p.c + (i * Vectors + v) * W) + sum[i][v];
        }
    for (int i = 0; i < Panels; ++i)
        for (int v = 0; v < Vectors; ++v) sum[i][v].store_unaligned(p.c + (i * Vectors + v) * W);
}

}  // namespace strata::inline STRATA_TARGET
