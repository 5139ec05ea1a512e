// SPDX-License-Identifier: MIT
#pragma once
/// The register tile: the one loop in which every product of the library is computed.
///
///     c[r][j] = start[j] + sum over segments s, d < s.depth   a[r][s.a + d step] * b[s.b + d ldb + j]
///
/// A matrix product is one segment. A convolution is a segment for each row of its window, since with channels last a
/// row of the window is one run of memory; so nothing is copied into columns first. Rows are given by pointers: pixels
/// that follow each other across the end of an image's row, samples of a batch, or channels.
///
/// The tile is specialized for its size in registers and for nothing else: all layers of all networks share it.
#include <strata/kernels/simd.hpp>

namespace strata {

/// One run of the inner product: where it begins in a row of a, and in b.
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
    const T* a[tile_rows];  ///< the rows; those beyond `rows` repeat a valid one
    T* c[tile_rows];        ///< where each row of the result goes
    const T* b;             ///< first column of the panel
    const T* bias;          ///< read with tile_start::bias
    const segment* segments;
    int segment_count;
    long step;    ///< from one a[r] of the sum to the next
    long ldb;     ///< from one row of b to the next
    int rows;     ///< rows that are written, at most tile_rows
    int columns;  ///< columns that are written
};

/// One tile of Rows x Vectors registers.
template <int Rows, int Vectors, class T>
inline void tile(const tile_operands<T>& o, tile_start start) {
    constexpr int W = simd_width<T>;
    simd<T> sum[Rows][Vectors];
    const int tail = o.columns - (Vectors - 1) * W;
    for (int r = 0; r < Rows; ++r)
        for (int v = 0; v < Vectors; ++v) {
            if (start == tile_start::zero || (start == tile_start::output && r >= o.rows))
                sum[r][v] = simd<T>(T(0));
            else if (const T* from = start == tile_start::bias ? o.bias + v * W : o.c[r] + v * W; v + 1 < Vectors || tail == W)
                sum[r][v] = simd<T>::load_unaligned(from);
            else
                sum[r][v] = first_lanes<T>{tail}.load(from);
        }
    for (int s = 0; s < o.segment_count; ++s) {
        const T* a[Rows];
        for (int r = 0; r < Rows; ++r) a[r] = o.a[r] + o.segments[s].a;
        const T* b = o.b + o.segments[s].b;
        for (int d = o.segments[s].depth; d > 0; --d, b += o.ldb) {
            simd<T> column[Vectors];
#pragma GCC unroll 4
            for (int v = 0; v < Vectors; ++v) column[v] = simd<T>::load_unaligned(b + v * W);
#pragma GCC unroll 8
            for (int r = 0; r < Rows; ++r) {
                const simd<T> row(*a[r]);
#pragma GCC unroll 4
                for (int v = 0; v < Vectors; ++v) sum[r][v] = xsimd::fma(row, column[v], sum[r][v]);
                a[r] += o.step;
            }
        }
    }
    for (int r = 0; r < Rows; ++r) {
        if (r >= o.rows) break;
        for (int v = 0; v + 1 < Vectors; ++v) sum[r][v].store_unaligned(o.c[r] + v * W);
        if (tail == W)
            sum[r][Vectors - 1].store_unaligned(o.c[r] + (Vectors - 1) * W);
        else
            first_lanes<T>{tail}.store(o.c[r] + (Vectors - 1) * W, sum[r][Vectors - 1]);
    }
}

/// A tile of the height and width that the operands ask for.
template <class T>
inline void run_tile(const tile_operands<T>& o, tile_start start) {
    constexpr int W = simd_width<T>;
    const int vectors = (o.columns + W - 1) / W;
    const bool single = o.rows == 1;
    if constexpr (tile_vectors<T> == 4) {
        if (vectors == 4) return single ? tile<1, 4>(o, start) : tile<tile_rows, 4>(o, start);
        if (vectors == 3) return single ? tile<1, 3>(o, start) : tile<tile_rows, 3>(o, start);
    }
    if (vectors == 2) return single ? tile<1, 2>(o, start) : tile<tile_rows, 2>(o, start);
    return single ? tile<1, 1>(o, start) : tile<tile_rows, 1>(o, start);
}

}  // namespace strata
