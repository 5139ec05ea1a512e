// SPDX-License-Identifier: MIT
#pragma once
/// A matrix x: [R, C] as one row, y: [C], or as one column, y: [R].
///
///     sum    y[c] = s sum_r x[r, c]      y[r] = s sum_c x[r, c]      dx[r, c] = s dy
///     max    y[c] = max_r x[r, c]        y[r] = max_c x[r, c]        dx += dy at the first that is the largest
///
/// A NaN is larger than all.
#include <algorithm>
#include <cstdint>
#include <strata/kernels/floating_point.hpp>
#include <strata/kernels/long_sums.hpp>
#include <strata/kernels/simd.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// y: [C] = s times the sum of the rows.
template <class T>
void sum_to_row(const T* x, int64 R, int64 C, T s, T* y) {
    constexpr int most = 64;
    for_blocks(C, most, [&](int64 left, int64 right) {
        long_sums_here<T, most> sums(right - left);
        for_blocks(R, terms_of_block, [&](int64 first, int64 last) {
            sweep<T>(right - left, [&](int64 c, auto lanes) {
                simd<T> sum = lanes.load(x + first * C + left + c);
                for (int64 r = first + 1; r < last; ++r) sum += lanes.load(x + r * C + left + c);
                sums.add(c, lanes, sum);
            });
            sums.block_done();
        });
        sums.finish();
        for (int64 c = left; c < right; ++c) y[c] = s * sums.some()[c - left];
    });
}
/// dx: [R, C] = s dy[c], or that added to it.
template <class T>
void spread_of_row(const T* dy, int64 R, int64 C, T s, T* dx, bool add) {
    for (int64 r = 0; r < R; ++r)
        sweep<T>(C, [&](int64 c, auto lanes) {
            store_or_add(lanes, dx + r * C + c, simd<T>(lanes.load(dy + c) * simd<T>(s)), add);
        });
}

/// y: [R] = s times the sum of the columns.
template <class T>
void sum_to_column(const T* x, int64 R, int64 C, T s, T* y) {
    for (int64 r = 0; r < R; ++r, x += C) {
        double sum = 0;
        if (C < simd_width<T>)
            for (int64 c = 0; c < C; ++c) sum += static_cast<double>(x[c]);
        else
            sum = long_sum<T>(C, [x](int64 c, auto lanes) { return lanes.load(x + c); });
        y[r] = s * static_cast<T>(sum);
    }
}
/// dx: [R, C] = s dy[r], or that added to it.
template <class T>
void spread_of_column(const T* dy, int64 R, int64 C, T s, T* dx, bool add) {
    for (int64 r = 0; r < R; ++r) {
        const simd<T> share(s * dy[r]);
        sweep<T>(C, [&](int64 c, auto lanes) { store_or_add(lanes, dx + r * C + c, share, add); });
    }
}

/// y: [C] and, where it is wanted, the first row that has it.
template <class T>
void max_to_row(const T* x, int64 R, int64 C, T* y, std::int32_t* row) {
    std::copy_n(x, C, y);
    if (row) std::fill_n(row, C, 0);
    for_blocks(R, terms_of_block, [&](int64 begin, int64 end) {
        sweep<T>(C, [&](int64 c, auto lanes) {
            simd<T> best = lanes.load(y + c), winner(T(-1));
            for (int64 r = begin; r < end; ++r) {
                const simd<T> v = lanes.load(x + r * C + c);
                // a NaN wins and stays, so that whoever watches the loss sees it
                const auto better = (v > best) || (!(v == v) && best == best);
                winner = xsimd::select(better, simd<T>(T(r - begin)), winner);
                best = keep_nan(best, keep_nan(v, xsimd::select(better, v, best)));
            }
            lanes.store(y + c, best);
            if (!row) return;
            alignas(64) T of_block[simd<T>::size];
            winner.store_aligned(of_block);
            std::int32_t won[simd<T>::size] = {};
            lanes.copy(won, static_cast<const std::int32_t*>(row + c));
            for (std::size_t lane = 0; lane < simd<T>::size; ++lane)
                if (of_block[lane] >= 0) won[lane] = static_cast<std::int32_t>(begin + int64(of_block[lane]));
            lanes.copy(row + c, static_cast<const std::int32_t*>(won));
        });
    });
}
/// y: [R] and, where it is wanted, the first column that has it.
template <class T>
void max_to_column(const T* x, int64 R, int64 C, T* y, std::int32_t* column) {
    for (int64 r = 0; r < R; ++r, x += C) {
        std::int32_t at = 0;
        for (std::int32_t c = 1; c < C; ++c)
            if ((x[c] > x[at] || is_nan(x[c])) && !is_nan(x[at])) at = c;
        y[r] = x[at];
        if (column) column[r] = at;
    }
}

}  // namespace strata::inline STRATA_TARGET
