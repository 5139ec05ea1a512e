// SPDX-License-Identifier: MIT
#pragma once
/// A matrix turned round: y[j, i] = x[i, j].
#include <strata/kernels/parallel.hpp>
#include <strata/kernels/simd.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// A square of one 16-byte vector a row: y[j ldy + i] = x[i ldx + j].
template <class T>
inline void transpose_square(const T* x, int64 ldx, T* y, int64 ldy) {
    using quarter = xsimd::make_sized_batch_t<T, 16 / sizeof(T)>;
    if constexpr (sizeof(T) == 4) {
        const quarter x0 = quarter::load_unaligned(x), x1 = quarter::load_unaligned(x + ldx),
                      x2 = quarter::load_unaligned(x + 2 * ldx), x3 = quarter::load_unaligned(x + 3 * ldx);
        const quarter even_low = xsimd::zip_lo(x0, x2), even_high = xsimd::zip_hi(x0, x2),
                      odd_low = xsimd::zip_lo(x1, x3), odd_high = xsimd::zip_hi(x1, x3);
        xsimd::zip_lo(even_low, odd_low).store_unaligned(y);
        xsimd::zip_hi(even_low, odd_low).store_unaligned(y + ldy);
        xsimd::zip_lo(even_high, odd_high).store_unaligned(y + 2 * ldy);
        xsimd::zip_hi(even_high, odd_high).store_unaligned(y + 3 * ldy);
    } else {
        const quarter x0 = quarter::load_unaligned(x), x1 = quarter::load_unaligned(x + ldx);
        xsimd::zip_lo(x0, x1).store_unaligned(y);
        xsimd::zip_hi(x0, x1).store_unaligned(y + ldy);
    }
}

/// x: [rows, columns], whose rows are `ldx` elements apart and those of y `ldy`.
template <class T>
[[gnu::noinline]] void transpose(const T* x, int64 ldx, T* y, int64 ldy, int rows, int columns) {
    constexpr int side = 16 / int(sizeof(T)),
                  block = 64 / int(sizeof(T));  // a cache line of each row at a time
    for (int left = 0; left < columns; left += block) {
        const int right = left + block < columns ? left + block : columns;
        int i = 0;
        for (; i + side <= rows; i += side) {
            for (int r = i; r < i + side; ++r) expect_load(x + r * ldx + left + 2 * block);
            int j = left;
            for (; j + side <= right; j += side) transpose_square(x + i * ldx + j, ldx, y + j * ldy + i, ldy);
            for (; j < right; ++j)
                for (int r = i; r < i + side; ++r) y[j * ldy + r] = x[r * ldx + j];
        }
        for (; i < rows; ++i)
            for (int j = left; j < right; ++j) y[j * ldy + i] = x[i * ldx + j];
    }
}

/// n matrices x: [rows, columns] one behind the other, and y likewise; with `add`, y[j, i] += x[i, j].
template <class T>
void transpose_all(int64 n, const T* x, T* y, int rows, int columns, bool add, int threads) {
    const int64 size = int64{rows} * columns;
    parallel_for(static_cast<int>(n), threads_for(n * size, threads), [=](int k, int) {
        const T* const from = x + k * size;
        T* const to = y + k * size;
        if (!add) return transpose(from, columns, to, rows, rows, columns);
        for (int i = 0; i < rows; ++i)
            for (int j = 0; j < columns; ++j) to[j * int64{rows} + i] += from[i * int64{columns} + j];
    });
}

}  // namespace strata::inline STRATA_TARGET
