// SPDX-License-Identifier: MIT
#pragma once
/// Products of few terms: what the gradient of a matrix of weights is for a small batch.
///
///     c[r, j] = start[j] + sum_d a[r + d lda] b[d ldb + j]        d < depth, `most_shallow_terms` at most
///
/// Nearly all of their time goes to writing c, so rows of c are written whole, one after the other, while all
/// of b stays in the nearest caches. Each sum is that of `panel_product`, bit for bit.
#include <strata/kernels/products/panel_product.hpp>
#include <strata/target.hpp>
#include <type_traits>

namespace strata::inline STRATA_TARGET {

inline constexpr int most_shallow_terms = 8;

namespace detail {

/// Rows of c from row r on, over all columns.
template <int Rows, class T>
[[gnu::noinline]] void run_shallow_rows(const panel_product<T>& p, int r) {
    constexpr int W = simd_width<T>;
    const T* const a = p.a + r;
    T* const c = p.c + r * p.ldc;
    const auto columns = [&]<int Vectors>(int64 j, auto lanes, std::integral_constant<int, Vectors>) {
        simd<T> sum[Rows][Vectors];
#pragma GCC unroll 4
        for (int i = 0; i < Rows; ++i)
#pragma GCC unroll 2
            for (int v = 0; v < Vectors; ++v)
                sum[i][v] =
                    p.start == tile_start::bias ? simd<T>::load_unaligned(p.bias + j + v * W) : simd<T>(T(0));
        const T *factor = a, *b = p.b + j;
        for (int d = 0; d < p.depth; ++d, factor += p.lda, b += p.ldb) {
            simd<T> row[Vectors];
#pragma GCC unroll 2
            for (int v = 0; v < Vectors; ++v) row[v] = simd<T>::load_unaligned(b + v * W);
#pragma GCC unroll 4
            for (int i = 0; i < Rows; ++i) {
                const simd<T> f(factor[i]);
#pragma GCC unroll 2
                for (int v = 0; v < Vectors; ++v) sum[i][v] = xsimd::fma(f, row[v], sum[i][v]);
            }
        }
#pragma GCC unroll 4
        for (int i = 0; i < Rows; ++i)
#pragma GCC unroll 2
            for (int v = 0; v < Vectors; ++v)
                store_or_add<T>(lanes, c + i * p.ldc + j + v * W, sum[i][v], p.start == tile_start::output);
    };
    int64 j = 0;
    for (; j + 2 * W <= p.columns; j += 2 * W) columns(j, all_lanes<T>{}, std::integral_constant<int, 2>{});
    sweep<T>(p.columns - j,
             [&](int64 i, auto lanes) { columns(j + i, lanes, std::integral_constant<int, 1>{}); });
}

}  // namespace detail

/// All rows and columns, whatever their number; a lies `by_column`.
template <class T>
void run_shallow(const panel_product<T>& p) {
    int r = 0;
    for (; r + 4 <= p.rows; r += 4) detail::run_shallow_rows<4>(p, r);
    for (; r < p.rows; ++r) detail::run_shallow_rows<1>(p, r);
}

}  // namespace strata::inline STRATA_TARGET
