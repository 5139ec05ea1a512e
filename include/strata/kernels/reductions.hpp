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
#include <numeric>
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

namespace detail {

/// The largest so far in each lane, and its number; `Numbered`: whether that is wanted.
template <class T, bool Numbered>
struct largest_by_lanes {
    simd<T> value, number;

    /// Number n, later than all before. A NaN wins and stays, so that whoever watches the loss sees it.
    void take(const simd<T>& v, const simd<T>& n) { take_where(v, n, !(v <= value) && value == value); }
    /// Number n, at any time: the least number of equal ones stays.
    void take_least(const simd<T>& v, const simd<T>& n) {
        const auto same = v == value || (v != v && value != value);
        take_where(v, n, (!(v <= value) && value == value) || (same && n < number));
    }

private:
    template <class Lanes>
    void take_where(const simd<T>& v, const simd<T>& n, const Lanes& better) {
        value = keep_nan(value, keep_nan(v, xsimd::select(better, v, value)));
        if constexpr (Numbered) number = xsimd::select(better, n, number);
    }
};

/// Columns whose largest are found together.
inline constexpr int64 most_columns = 512;

/// The largest of each of n columns, whose rows are `pitch` elements apart, and its row.
template <bool Numbered, class T>
[[gnu::noinline]] void largest_of_columns(const T* x, int64 rows, int64 pitch, int64 n, T* best, T* at) {
    constexpr int64 W = simd_width<T>;
    std::copy_n(x, n, best);
    std::fill_n(at, n, T(0));
    // as many rows at once as stay in the nearest cache until all their columns are read
    for_blocks(rows, 4096 / n + 1, [&](int64 begin, int64 end) {
        sweep_abreast<T>(n, [&](int64 c, auto abreast, auto) {
            constexpr int some = std::min(4, int(abreast));
            for (int64 left = c; left < c + abreast * W; left += some * W) {
                largest_by_lanes<T, Numbered> lanes[some];
                for (int v = 0; v < some; ++v)
                    lanes[v] = {simd<T>::load_unaligned(best + left + v * W),
                                simd<T>::load_unaligned(at + left + v * W)};
                for (int64 r = begin; r < end; ++r) {
                    const simd<T> row(static_cast<T>(r));
                    for (int v = 0; v < some; ++v)
                        lanes[v].take(simd<T>::load_unaligned(x + r * pitch + left + v * W), row);
                }
                for (int v = 0; v < some; ++v) {
                    lanes[v].value.store_unaligned(best + left + v * W);
                    lanes[v].number.store_unaligned(at + left + v * W);
                }
            }
        });
    });
}

}  // namespace detail

/// y: [C] and, where it is wanted, the first row that has it.
template <class T>
void max_to_row(const T* x, int64 R, int64 C, T* y, std::int32_t* row) {
    constexpr auto most = static_cast<std::size_t>(detail::most_columns + simd_width<T> * 4);
    constexpr int64 W = simd_width<T>;
    // of few rows as few together as are whole vectors: what is left of each is compared number by number
    const bool few = C <= few_columns && R * C < 2048;
    const int64 K = !few ? rows_together<T>(C) : C < 2 * W ? W / std::gcd(C, W) : 1;
    std::int32_t of_few[few_columns];
    std::int32_t* const first = row ? row : C <= few_columns ? of_few : nullptr;
    std::copy_n(x, C, y);
    if (first) std::fill_n(first, C, 0);
    const auto take = [&](int64 c, T v, int64 r) {
        const bool same = v == y[c] || (is_nan(v) && is_nan(y[c]));
        if (same ? !first || r >= first[c] : is_nan(y[c]) || v < y[c]) return;
        y[c] = v;
        if (first) first[c] = static_cast<std::int32_t>(r);
    };
    alignas(64) T best[most], at[most];
    // as many rows as T can count
    for_blocks(R / K, int64{1} << 22, [&](int64 begin, int64 end) {
        for_blocks(K * C, detail::most_columns, [&](int64 left, int64 right) {
            const T* const from = x + begin * K * C + left;
            if (first)
                detail::largest_of_columns<true>(from, end - begin, K * C, right - left, best, at);
            else
                detail::largest_of_columns<false>(from, end - begin, K * C, right - left, best, at);
            for (int64 k = left; k < right; ++k)
                take(k % C, best[k - left], (begin + static_cast<int64>(at[k - left])) * K + k / C);
        });
    });
    for (int64 r = R / K * K; r < R; ++r)
        for (int64 c = 0; c < C; ++c) take(c, x[r * C + c], r);
}
/// y: [R] and, where it is wanted, the first column that has it.
template <class T>
void max_to_column(const T* x, int64 R, int64 C, T* y, std::int32_t* column) {
    constexpr int W = simd_width<T>;
    alignas(64) T number[std::size_t(W)], values[std::size_t(W * W)], numbers[std::size_t(W * W)];
    for (int i = 0; i < W; ++i) number[i] = T(i);
    const simd<T> lane = simd<T>::load_aligned(number);
    turned_rows<T> turned, turned_numbers;
    for_turned_rows<T>(0, R, [&](int64 first, int rows) {
        const T* const from = x + first * C;
        detail::largest_by_lanes<T, true> all;
        if (C <= W) {
            turned.read(from, rows, static_cast<int>(C));
            all = {turned[0], simd<T>(T(0))};
            for (int c = 1; c < C; ++c) all.take(turned[c], simd<T>(T(c)));
        } else {
            for (int r = 0; r < rows; ++r) {
                const T* const row = from + r * C;
                detail::largest_by_lanes<T, true> lanes{simd<T>::load_unaligned(row), lane};
                // the last vector begins before its row's end: what it has again changes nothing
                for (int64 c = W; c < C; c += W) {
                    const int64 begin = std::min(c, C - W);
                    lanes.take(simd<T>::load_unaligned(row + begin), lane + simd<T>(static_cast<T>(begin)));
                }
                lanes.value.store_aligned(values + r * W);
                lanes.number.store_aligned(numbers + r * W);
            }
            turned.read(values, rows, W);
            turned_numbers.read(numbers, rows, W);
            all = {turned[0], turned_numbers[0]};
            for (int i = 1; i < W; ++i) all.take_least(turned[i], turned_numbers[i]);
        }
        some_lanes<T>{rows}.store(y + first, all.value);
        if (!column) return;
        all.number.store_aligned(number);
        for (int r = 0; r < rows; ++r) column[first + r] = static_cast<std::int32_t>(number[r]);
    });
}

}  // namespace strata::inline STRATA_TARGET
