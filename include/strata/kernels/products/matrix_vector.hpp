// SPDX-License-Identifier: MIT
#pragma once
/// Products of a matrix with a vector, in `long_sums`.
///
///     times_column    y[r] = sum_c w[r, c] x[c]
///     times_row       y[c] = sum_r x[r] w[r, c]        w: [R, C]
///
/// Tasks are rows, or blocks of columns: the number of threads changes no bit.
#include <algorithm>
#include <strata/kernels/long_sums.hpp>
#include <strata/kernels/parallel.hpp>
#include <strata/kernels/rows_together.hpp>
#include <strata/kernels/simd.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

template <class T>
void times_column(const T* w, int64 R, int64 C, const T* x, T* y, int threads) {
    constexpr int most = 16;
    parallel_for(most, threads_for(R * C, threads), [=](int task, int) {
        const slice mine = slice_of(R, most, task);
        for (int64 r = mine.begin; r < mine.end; ++r)
            y[r] = static_cast<T>(long_sum<T>(C, [row = w + r * C, x](int64 c, auto lanes) {
                return lanes.load(row + c) * lanes.load(x + c);
            }));
    });
}

template <class T>
void times_row(const T* w, int64 R, int64 C, const T* x, T* y, int threads) {
    constexpr int most = 128;
    const int tasks = static_cast<int>((C + most - 1) / most);
    parallel_for(tasks, threads_for(R * C, threads), [=](int task, int) {
        const int64 first = int64{task} * most, columns = std::min<int64>(most, C - first);
        long_sums_here<T, most> sums(columns);
        for_blocks(R, rows_of_block(columns), [&](int64 begin, int64 end) {
            sweep_side_by_side<T, 4>(columns, [&](int64 c, auto side_by_side, auto lanes) {
                simd<T> some[side_by_side];
                for (simd<T>& sum : some) sum = simd<T>(T(0));
                for (int64 r = begin; r < end; ++r) {
                    const simd<T> factor(x[r]);
                    for (int v = 0; v < side_by_side; ++v)
                        some[v] = xsimd::fma(factor, lanes.load(w + r * C + first + c + v * simd_width<T>),
                                             some[v]);
                }
                for (int v = 0; v < side_by_side; ++v) sums.add(c + v * simd_width<T>, lanes, some[v]);
            });
            sums.block_done();
        });
        sums.finish_in(y + first);
    });
}

}  // namespace strata::inline STRATA_TARGET
