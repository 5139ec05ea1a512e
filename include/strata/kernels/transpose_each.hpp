// SPDX-License-Identifier: MIT
#pragma once
/// Small matrices one behind the other, each turned round: y[m, j, i] = x[m, i, j].
///
///     x: [n, Rows, Columns]   y: [n, Columns, Rows]
///
/// Squares of one 16-byte vector a row are turned in registers. What a square writes beyond its matrix is
/// overwritten: rows of y are written in order, and the first numbers of a row after the last ones of the row
/// before. The last matrices, after which nothing would be, are turned number by number.
#include <algorithm>
#include <strata/kernels/products/transpose.hpp>
#include <strata/kernels/simd.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

namespace detail {

/// x: [2, side] whose rows are `ldx` elements apart, to y: [side, 2].
template <class T>
inline void zip_rows(const T* x, int64 ldx, T* y) {
    using quarter = xsimd::make_sized_batch_t<T, 16 / sizeof(T)>;
    const quarter a = quarter::load_unaligned(x), b = quarter::load_unaligned(x + ldx);
    xsimd::zip_lo(a, b).store_unaligned(y);
    xsimd::zip_hi(a, b).store_unaligned(y + quarter::size);
}
/// x: [side, 2] to y: [2, side], whose rows are `ldy` elements apart.
template <class T>
inline void unzip_rows(const T* x, T* y, int64 ldy) {
    using quarter = xsimd::make_sized_batch_t<T, 16 / sizeof(T)>;
    const quarter a = quarter::load_unaligned(x), b = quarter::load_unaligned(x + quarter::size);
    quarter even = xsimd::zip_lo(a, b), odd = xsimd::zip_hi(a, b);
    if constexpr (quarter::size == 4) {
        const quarter low = even, high = odd;
        even = xsimd::zip_lo(low, high);
        odd = xsimd::zip_hi(low, high);
    }
    even.store_unaligned(y);
    odd.store_unaligned(y + ldy);
}

}  // namespace detail

/// y is overwritten.
template <int Rows, int Columns, class T>
[[gnu::noinline]] void transpose_each(int64 n, const T* __restrict x, T* __restrict y) {
    constexpr int side = 16 / int(sizeof(T)), size = Rows * Columns;
    constexpr int last = (Rows - 1) / side * side, high = last + side,
                  wide = (Columns + side - 1) / side * side;
    constexpr int written = (wide - 1) * Rows + high, read = (high - 1) * Columns + wide;
    const auto by_numbers = [=](int64 m) {
        for (int j = 0; j < Columns; ++j)
            for (int i = 0; i < Rows; ++i) y[m * size + j * Rows + i] = x[m * size + i * Columns + j];
    };
    int64 m = 0;
    if constexpr (size > 8) {
        const int64 spare = n - (std::max(written, read) - 1) / size;
        for (; m < spare; ++m)
            for (int j = 0; j < Columns; j += side)
                for (int i = last; i >= 0; i -= side) {
                    const T* const from = x + m * size + i * Columns + j;
                    T* const to = y + m * size + j * Rows + i;
                    if constexpr (Rows == 2)
                        detail::zip_rows(from, Columns, to);
                    else if constexpr (Columns == 2)
                        detail::unzip_rows(from, to, Rows);
                    else
                        transpose_square(from, Columns, to, Rows);
                }
    }
    for (; m < n; ++m) by_numbers(m);
}

/// y[m, j, i] += x[m, i, j].
template <int Rows, int Columns, class T>
void add_transpose_of_each(int64 n, const T* __restrict x, T* __restrict y) {
    constexpr int size = Rows * Columns;
    for (int64 m = 0; m < n; ++m, x += size, y += size)
        for (int j = 0; j < Columns; ++j)
            for (int i = 0; i < Rows; ++i) y[j * Rows + i] += x[i * Columns + j];
}

}  // namespace strata::inline STRATA_TARGET
