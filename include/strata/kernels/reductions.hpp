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
#include <strata/kernels/pooling/average_pooling.hpp>
#include <strata/kernels/rows_together.hpp>
#include <strata/kernels/simd.hpp>
#include <strata/kernels/turned_rows.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// y: [C] = s times the sum of the rows.
template <class T>
void sum_to_row(const T* x, int64 R, int64 C, T s, T* y) {
    sum_of_pixels(x, R * C, static_cast<int>(C), 1, static_cast<int>(R), s, y);
}
/// dx: [R, C] = s dy[c], or that added to it.
template <class T>
void spread_of_row(const T* dy, int64 R, int64 C, T s, T* dx, bool add) {
    const repeated_columns<T> repeated(dy, C);
    sweep_rows<T>({0, R}, C, [from = repeated.data(), s, dx, add](int64 i, int64 k, auto lanes) {
        store_or_add(lanes, dx + i, simd<T>(lanes.load(from + k) * simd<T>(s)), add);
    });
}

namespace detail {

/// The sums of every K numbers that lie side by side, times s; copies of every K-th number become shuffles.
template <int K, class T>
void sums_of_neighbours(const T* __restrict x, int64 n, T s, T* __restrict y) {
    for (int64 i = 0; i < n; ++i) {
        T sum = x[i * K];
        for (int k = 1; k < K; ++k) sum += x[i * K + k];
        y[i] = s * sum;
    }
}

/// The sums of up to `simd_width` rows of C numbers: more than a vector has, and no whole number of vectors.
template <class T>
[[gnu::always_inline]] inline simd<T> sums_of_rows(const T* x, int rows, int64 C) {
    constexpr int W = simd_width<T>;
    const int64 whole = C / W * W;
    // the last vector begins before its row's end: what was counted before is no part of it
    alignas(64) T counts[std::size_t(W)];
    for (int i = 0; i < W; ++i) counts[i] = T(C - W + i >= whole);
    const auto is_rest = simd<T>::load_aligned(counts) == simd<T>(T(1));
    constexpr int N = std::max(W, 4);
    alignas(64) T of_lanes[std::size_t(N * W)];
    for (int r = 0; r < N; ++r) {
        const T* const row = x + std::min(r, rows - 1) * C;
        simd<T> sum = simd<T>::load_unaligned(row);
        for (int64 c = W; c < whole; c += W) sum += simd<T>::load_unaligned(row + c);
        sum += xsimd::select(is_rest, simd<T>::load_unaligned(row + C - W), simd<T>(T(0)));
        sum.store_aligned(of_lanes + r * W);
    }
    alignas(64) T sums[std::size_t(std::max(W, 8))];
    sums_of_lanes<N>(of_lanes, sums);
    return simd<T>::load_aligned(sums);
}

}  // namespace detail

/// y: [R] = s times the sum of the columns.
template <class T>
[[gnu::always_inline]] inline void sum_to_column(const T* x, int64 R, int64 C, T s, T* y) {
    constexpr int W = simd_width<T>;
    if (C == 1) return detail::sums_of_neighbours<1>(x, R, s, y);
    if (C == 2) return detail::sums_of_neighbours<2>(x, R, s, y);
    if (C == 3) return detail::sums_of_neighbours<3>(x, R, s, y);
    if (C % W == 0 || C > int64{terms_of_block} * W) {
        for (int64 r = 0; r < R; ++r, x += C)
            y[r] = s * static_cast<T>(long_sum<T>(C, [x](int64 c, auto lanes) { return lanes.load(x + c); }));
        return;
    }
    const auto by_vectors = [&](auto&& sums_of) {
        for_turned_rows<T>(0, R, [&](int64 r, int rows) {
            const simd<T> sums = sums_of(x + r * C, rows);
            some_lanes<T>{rows}.store(y + r, sums * simd<T>(s));
        });
    };
    if (C < W) {
        turned_rows<T> turned;
        by_vectors([&](const T* from, int rows) {
            turned.read(from, rows, static_cast<int>(C));
            simd<T> sum = turned[0];
            for (int c = 1; c < C; ++c) sum += turned[c];
            return sum;
        });
    } else {
        by_vectors([&](const T* from, int rows) { return detail::sums_of_rows(from, rows, C); });
    }
}
/// dx: [R, C] = s dy[r], or that added to it.
template <class T>
void spread_of_column(const T* dy, int64 R, int64 C, T s, T* dx, bool add) {
    constexpr int W = simd_width<T>;
    int64 r = 0;
    if (C < W && !add) {  // what sticks out of a row is overwritten by the next one
        for (; (R - r) * C >= W; ++r) simd<T>(s * dy[r]).store_unaligned(dx + r * C);
    }
    for (; r < R; ++r) {
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
