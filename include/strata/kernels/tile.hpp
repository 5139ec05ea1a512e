// SPDX-License-Identifier: MIT
#pragma once
/// The register tile: the one loop in which every product of the library is computed.
///
///     c[r][j] = start[j] + sum over segments s, d < s.depth   a[r][s.a + d step] * b[s.b + d ldb + j]
///
/// A convolution is a segment for each row of its window, since with channels last a row of the window is one run of
/// memory; so nothing is copied into columns first. Rows are given by pointers: pixels that follow each other across the
/// end of an image's row, or channels.
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
    const T* const* a;  ///< tile_rows rows; where there are fewer, the last one is repeated
    T* const* c;        ///< where each row of the result lies, the same one repeated
    long left;          ///< where in a row of the result the tile begins
    const T* b;         ///< first column of the panel
    const T* bias;      ///< read with tile_start::bias
    const segment* segments;
    int segment_count;
    long step;    ///< from one a[r] of the sum to the next
    long ldb;     ///< from one row of b to the next
    long unit;    ///< elements that `segment::b` counts in: `ldb` or 1
    int columns;  ///< columns that are written
};

/// One tile of Rows x Vectors registers. A narrow one adds every other term apart, since its few sums would wait for each
/// other. It stays a function of its own: all kernels share its code.
template <int Rows, int Vectors, class T>
[[gnu::noinline]] void tile(const tile_operands<T>& o, tile_start start) {
    constexpr int W = simd_width<T>, Apart = Vectors == 1 ? 2 : 1;
    simd<T> sum[Apart][Rows][Vectors];
#pragma GCC unroll 2
    for (int k = 0; k < Apart; ++k)
#pragma GCC unroll 8
        for (int r = 0; r < Rows; ++r)
#pragma GCC unroll 4
            for (int v = 0; v < Vectors; ++v) sum[k][r][v] = simd<T>(T(0));
    if (start != tile_start::zero)
#pragma GCC unroll 8
        for (int r = 0; r < Rows; ++r)
#pragma GCC unroll 4
            for (int v = 0; v < Vectors; ++v)
                sum[0][r][v] = simd<T>::load_unaligned((start == tile_start::bias ? o.bias : o.c[r] + o.left) + v * W);
    const T *a[Rows], *b = o.b;
#pragma GCC unroll 8
    for (int r = 0; r < Rows; ++r) a[r] = o.a[r];
    long at = 0;
    const auto add_term = [&](simd<T>(&to)[Rows][Vectors]) {
        simd<T> column[Vectors];
#pragma GCC unroll 4
        for (int v = 0; v < Vectors; ++v) column[v] = simd<T>::load_unaligned(b + v * W);
#pragma GCC unroll 8
        for (int r = 0; r < Rows; ++r) {
            const simd<T> row(a[r][at]);
#pragma GCC unroll 4
            for (int v = 0; v < Vectors; ++v) to[r][v] = xsimd::fma(row, column[v], to[r][v]);
        }
        at += o.step;
        b += o.ldb;
    };
    for (int s = 0; s < o.segment_count; ++s) {
        const segment& part = o.segments[s];
        b = o.b + part.b * o.unit;
        at = part.a;
        int d = part.depth;
        if constexpr (Apart > 1)
            for (; d > 1; d -= 2) {
                add_term(sum[0]);
                add_term(sum[1]);
            }
        for (; d > 0; --d) add_term(sum[0]);
    }
    if constexpr (Apart > 1)
#pragma GCC unroll 8
        for (int r = 0; r < Rows; ++r) sum[0][r][0] += sum[1][r][0];
    const int tail = o.columns - (Vectors - 1) * W;
#pragma GCC unroll 8
    for (int r = 0; r < Rows; ++r) {
        T* c = o.c[r] + o.left;
#pragma GCC unroll 4
        for (int v = 0; v + 1 < Vectors; ++v) sum[0][r][v].store_unaligned(c + v * W);
        // what sticks out of a row may go where the next row is stored right after
        const bool covered = r + 1 < Rows && o.c[r + 1] - o.c[r] == o.columns && W - tail <= o.columns;
        if (tail == W || covered)
            sum[0][r][Vectors - 1].store_unaligned(c + (Vectors - 1) * W);
        else
            first_lanes<T>{tail}.store(c + (Vectors - 1) * W, sum[0][r][Vectors - 1]);
    }
}

/// A tile of so many rows, and of the width that the operands ask for.
template <int Rows, class T>
inline void run_tile_of(const tile_operands<T>& o, tile_start start) {
    const int vectors = (o.columns + simd_width<T> - 1) / simd_width<T>;
    if constexpr (tile_vectors<T> == 4) {
        if (vectors == 4) return tile<Rows, 4>(o, start);
        if (vectors == 3) return tile<Rows, 3>(o, start);
    }
    vectors == 2 ? tile<Rows, 2>(o, start) : tile<Rows, 1>(o, start);
}
template <class T>
inline void run_tile(const tile_operands<T>& o, int rows, tile_start start) {
    rows == 1 ? run_tile_of<1>(o, start) : run_tile_of<tile_rows>(o, start);
}

}  // namespace strata
