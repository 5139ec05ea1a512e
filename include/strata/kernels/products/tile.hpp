// SPDX-License-Identifier: MIT
#pragma once
/// The register tile: the loop of convolutions. That of dense products and Winograd's is in
/// `panel_product.hpp`.
///
///     c[r][j] = start[j] + sum over segments s, d < s.depth   a[r][s.a + d step] * s.b[d ldb + j]
///
/// A convolution is a segment for each row of its window, since with channels last a row of the window is one
/// run of memory; so nothing is copied into columns first. Rows are given by pointers: pixels that follow
/// each other across the end of an image's row, or channels.
///
/// The tile is specialized for its size in registers and for nothing else: all layers of all networks share
/// it.
///
/// Sums of many terms are taken in blocks: some segments from zero, added to those before them.
#include <strata/kernels/long_sums.hpp>
#include <strata/kernels/simd.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// One run of the inner product: where it begins in a row of a, and in b.
template <class T>
struct tile_segment {
    int64 a;
    const T* b;  ///< first column of the panel
    int64 depth;
};

/// Rows of a tile, and of one that is a single vector wide: enough sums that none waits for its last term.
inline constexpr int tile_rows = 6, narrow_tile_rows = 8;
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
    const T* const* a;  ///< the tile's rows; where there are fewer, the last one is repeated
    T* const* c;        ///< where each row of the result lies, the same one repeated
    int64 left;         ///< where in a row of the result the tile begins
    const T* bias;      ///< read with tile_start::bias
    const tile_segment<T>*segments, *segments_end;
    int64 step;   ///< from one a[r] of the sum to the next
    int64 ldb;    ///< from one row of b to the next
    int columns;  ///< columns that are written
    int64 block;  ///< terms of a block; a longer segment is one by itself
};

/// One tile of Rows x Vectors registers. It stays a function of its own: all kernels share its code.
template <int Rows, int Vectors, class T>
[[gnu::noinline]] void tile(const tile_operands<T>& o, tile_start start) {
    constexpr int W = simd_width<T>;
    simd<T> sum[Rows][Vectors], total[Rows][Vectors];
#pragma GCC unroll 8
    for (int r = 0; r < Rows; ++r)
#pragma GCC unroll 4
        for (int v = 0; v < Vectors; ++v)
            sum[r][v] = start == tile_start::bias ? simd<T>::load_unaligned(o.bias + v * W) : simd<T>(T(0));
    bool carried = start == tile_start::output;  // whether there is something in `total`
    if (carried)
#pragma GCC unroll 8
        for (int r = 0; r < Rows; ++r)
#pragma GCC unroll 4
            for (int v = 0; v < Vectors; ++v) total[r][v] = simd<T>::load_unaligned(o.c[r] + o.left + v * W);
    // in bytes: a term of a row is a register and an index, and all that the loops need stays in registers
    constexpr int64 size = sizeof(T);
    const char* a[Rows];
#pragma GCC unroll 8
    for (int r = 0; r < Rows; ++r) a[r] = reinterpret_cast<const char*>(o.a[r]);
    const int64 step = size * o.step;
    int64 terms = 0;
    for (const tile_segment<T>*part = o.segments, *last = o.segments_end; part != last; ++part) {
        terms += part->depth;
        if (terms > o.block && part != o.segments) {
            terms = part->depth;
#pragma GCC unroll 8
            for (int r = 0; r < Rows; ++r)
#pragma GCC unroll 4
                for (int v = 0; v < Vectors; ++v) {
                    total[r][v] = carried ? total[r][v] + sum[r][v] : sum[r][v];
                    sum[r][v] = simd<T>(T(0));
                }
            carried = true;
        }
        const T* b = part->b;
        for (int64 at = size * part->a, end = at + part->depth * step; at != end; at += step, b += o.ldb) {
            simd<T> column[Vectors];
#pragma GCC unroll 4
            for (int v = 0; v < Vectors; ++v) column[v] = simd<T>::load_unaligned(b + v * W);
#pragma GCC unroll 8
            for (int r = 0; r < Rows; ++r) {
                const simd<T> row(*reinterpret_cast<const T*>(a[r] + at));
#pragma GCC unroll 4
                for (int v = 0; v < Vectors; ++v) sum[r][v] = xsimd::fma(row, column[v], sum[r][v]);
            }
        }
    }
    if (carried)
#pragma GCC unroll 8
        for (int r = 0; r < Rows; ++r)
#pragma GCC unroll 4
            for (int v = 0; v < Vectors; ++v) sum[r][v] = total[r][v] + sum[r][v];
    const int tail = o.columns - (Vectors - 1) * W;
#pragma GCC unroll 8
    for (int r = 0; r < Rows; ++r) {
        T* c = o.c[r] + o.left;
#pragma GCC unroll 4
        for (int v = 0; v + 1 < Vectors; ++v) sum[r][v].store_unaligned(c + v * W);
        // what sticks out of a row may go where the next row is stored right after
        const bool covered = r + 1 < Rows && o.c[r + 1] - o.c[r] == o.columns && W - tail <= o.columns;
        if (tail == W || covered)
            sum[r][Vectors - 1].store_unaligned(c + (Vectors - 1) * W);
        else
            first_lanes<T>{tail}.store(c + (Vectors - 1) * W, sum[r][Vectors - 1]);
    }
}

/// A tile of so many rows, and of the width that the operands ask for.
template <int Rows, class T>
inline void run_tile_of(const tile_operands<T>& o, int vectors, tile_start start) {
    if constexpr (tile_vectors<T> == 4) {
        if (vectors == 4) return tile<Rows, 4>(o, start);
        if (vectors == 3) return tile<Rows, 3>(o, start);
    }
    vectors == 2 ? tile<Rows, 2>(o, start) : tile<Rows, 1>(o, start);
}
/// The first tile of so many rows; returns how many it took.
template <class T>
inline int run_tile(const tile_operands<T>& o, int rows, tile_start start) {
    const int vectors = (o.columns + simd_width<T> - 1) / simd_width<T>;
    if (vectors == 1 && rows > tile_rows) {
        tile<narrow_tile_rows, 1>(o, start);
        return narrow_tile_rows;
    }
    rows == 1 ? run_tile_of<1>(o, vectors, start) : run_tile_of<tile_rows>(o, vectors, start);
    return tile_rows;
}

}  // namespace strata::inline STRATA_TARGET
