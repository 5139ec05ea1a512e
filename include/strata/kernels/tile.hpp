// SPDX-License-Identifier: MIT
#pragma once
/// The register tile: the one loop in which every product of the library is computed.
///
///     c[r][j] = start[j] + sum over segments s, d < s.depth   a[r][s.a + d step] * b[s.b + d ldb + j]
///
/// where either step is 1 or a[r] = a[0] + r: all that products and convolutions need.
///
/// A matrix product is one segment. A convolution is a segment for each row of its window, since with channels last a
/// row of the window is one run of memory; so nothing is copied into columns first. Rows are given by pointers: pixels
/// that follow each other across the end of an image's row, samples of a batch, or channels.
///
/// The tile is specialized for its size in registers and for nothing else: all layers of all networks share it.
#include <strata/kernels/simd.hpp>

namespace strata {

/// One run of the inner product: where it begins in a row of a, and in b (`unit` elements of it).
struct segment {
    long a, b;
    int depth;
};

/// Rows of a tile.
inline constexpr int tile_rows = 6;
/// Vectors in a row of a tile: as many as leave registers for b; 32 registers come with AVX-512 alone.
template <class T>
inline constexpr int tile_vectors = simd<T>::size * sizeof(T) == 64 ? 4 : 2;
/// Columns of a tile.
template <class T>
inline constexpr int tile_columns = tile_vectors<T>* simd_width<T>;

/// What a tile's accumulators start from.
enum class tile_start { zero, bias, output };

/// The operands of a tile.
template <class T>
struct tile_operands {
    const T* const* a;  ///< tile_rows rows; those beyond `rows` repeat a valid one
    T* const* c;        ///< where each row of the result lies
    long left;          ///< where in a row of the result the tile begins
    const T* b;         ///< first column of the panel
    const T* bias;      ///< read with tile_start::bias
    const segment* segments;
    int segment_count;
    long step;    ///< from one a[r] of the sum to the next
    long ldb;     ///< from one row of b to the next
    long unit;    ///< elements that `segment::b` counts in: `ldb` or 1
    int rows;     ///< rows that are written, at most tile_rows
    int columns;  ///< columns that are written
};

/// How the next term of a row's sum is found: `by_row`, each row has a pointer of its own and the terms lie side by side;
/// `by_column`, the rows lie side by side and the terms are `step` apart. Either way no pointer per row has to be moved.
enum class tile_layout { by_row, by_column };

/// One tile of Rows x Vectors registers. A narrow one adds every other term apart, since its few sums would wait for each
/// other. It stays a function of its own: all kernels share its code.
template <int Rows, int Vectors, tile_layout Layout, class T>
[[gnu::noinline]] void tile(const tile_operands<T>& o, tile_start start) {
    constexpr int W = simd_width<T>, Apart = Vectors == 1 ? 2 : 1;
    simd<T> sum[Apart][Rows][Vectors];
    const int tail = o.columns - (Vectors - 1) * W;
    for (int r = 0; r < Rows; ++r)
        for (int v = 0; v < Vectors; ++v) {
            const bool zero = start == tile_start::zero || (start == tile_start::output && r >= o.rows);
            sum[0][r][v] = zero ? simd<T>(T(0)) : simd<T>::load_unaligned((start == tile_start::bias ? o.bias : o.c[r] + o.left) + v * W);
            if constexpr (Apart > 1) sum[1][r][v] = simd<T>(T(0));
        }
    for (int s = 0; s < o.segment_count; ++s) {
        const segment part = o.segments[s];
        const T* b = o.b + part.b * o.unit;
        const T* a[Rows];
        for (int r = 0; r < Rows; ++r) a[r] = Layout == tile_layout::by_row ? o.a[r] + part.a : o.a[0] + part.a + r;
        const auto add_term = [&](simd<T>(&to)[Rows][Vectors], long d) {
            simd<T> column[Vectors];
#pragma GCC unroll 4
            for (int v = 0; v < Vectors; ++v) column[v] = simd<T>::load_unaligned(b + v * W);
#pragma GCC unroll 8
            for (int r = 0; r < Rows; ++r) {
                const simd<T> row(Layout == tile_layout::by_row ? a[r][d] : a[0][r]);
#pragma GCC unroll 4
                for (int v = 0; v < Vectors; ++v) to[r][v] = xsimd::fma(row, column[v], to[r][v]);
            }
            if (Layout == tile_layout::by_column) a[0] += o.step;
            b += o.ldb;
        };
        long d = 0;
        if constexpr (Apart > 1)
            for (; d + 1 < part.depth; d += 2) {
                add_term(sum[0], d);
                add_term(sum[1], d + 1);
            }
        for (; d < part.depth; ++d) add_term(sum[0], d);
    }
    for (int r = 0; r < Rows; ++r) {
        if (r >= o.rows) break;
        T* c = o.c[r] + o.left;
        if constexpr (Apart > 1) sum[0][r][0] += sum[1][r][0];
        for (int v = 0; v + 1 < Vectors; ++v) sum[0][r][v].store_unaligned(c + v * W);
        if (tail == W)
            sum[0][r][Vectors - 1].store_unaligned(c + (Vectors - 1) * W);
        else
            first_lanes<T>{tail}.store(c + (Vectors - 1) * W, sum[0][r][Vectors - 1]);
    }
}

/// A tile of the height and width that the operands ask for.
template <tile_layout Layout, class T>
inline void run_tile_of(const tile_operands<T>& o, tile_start start) {
    constexpr int W = simd_width<T>;
    const int vectors = (o.columns + W - 1) / W;
    const bool single = o.rows == 1;
    if constexpr (tile_vectors<T> == 4) {
        if (vectors == 4) return single ? tile<1, 4, Layout>(o, start) : tile<tile_rows, 4, Layout>(o, start);
        if (vectors == 3) return single ? tile<1, 3, Layout>(o, start) : tile<tile_rows, 3, Layout>(o, start);
    }
    if (vectors == 2) return single ? tile<1, 2, Layout>(o, start) : tile<tile_rows, 2, Layout>(o, start);
    return single ? tile<1, 1, Layout>(o, start) : tile<tile_rows, 1, Layout>(o, start);
}

/// The rows of a either have terms side by side (`step` 1) or lie side by side themselves.
template <class T>
inline void run_tile(const tile_operands<T>& o, tile_start start) {
    return o.step == 1 ? run_tile_of<tile_layout::by_row>(o, start) : run_tile_of<tile_layout::by_column>(o, start);
}

}  // namespace strata
