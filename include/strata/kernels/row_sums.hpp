// SPDX-License-Identifier: MIT
#pragma once
/// Sums over the rows of matrices [rows, C]: the gradient of one number a column.
///
///     sums[c] = sum_r term(r, c)
///
/// Rows are cut into blocks by their number alone, and blocks are joined in order, in double: the number of
/// threads changes no bit.
#include <strata/kernels/long_sums.hpp>
#include <strata/kernels/parallel.hpp>
#include <strata/kernels/rows_together.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// Blocks that a sum over many rows is cut into.
inline constexpr int row_blocks = 16;

/// Elements of T that the sums of C columns of all blocks of rows take.
template <class T>
constexpr int64 row_sums_scratch(int C) {
    return row_blocks * long_sums<T>::elements(C);
}

/// `of_columns(k, lanes)` is called for columns k, k + 1, ..., which are repeated as `repeated_columns`
/// repeats them, and gives the function of an element's place that is summed over their rows; it may write
/// what has that place. scratch: `row_sums_scratch` elements, in which the sums of blocks are left.
template <class T, class Columns>
void sum_rows_in_blocks(int64 rows, int C, T* scratch, int threads, Columns&& of_columns) {
    parallel_for(row_blocks, threads_for(rows * C, threads), [&](int block, int) {
        const slice mine = slice_of(rows, row_blocks, block);
        if (sums_go_together<T>(C)) {
            T* const to[] = {scratch + block * long_sums<T>::elements(C)};
            return sum_rows_together(mine, C, to, [&](int64 i, int64 k, auto lanes) {
                return std::array{simd<T>(of_columns(k, lanes)(i))};
            });
        }
        long_sums<T> sums(scratch + block * long_sums<T>::elements(C), C);
        // as many rows at once as stay in the cache until all their columns are read
        const int64 fit = 4096 / C + 1, portion = fit < terms_of_block ? fit : terms_of_block;
        for_blocks(mine.end - mine.begin, portion, [&](int64 first, int64 last) {
            const int64 begin = mine.begin + first, end = mine.begin + last;
            sweep<T>(C, [&](int64 c, auto lanes) {
                const auto term = of_columns(c, lanes);
                simd<T> sum(T(0));
                for (int64 r = begin; r < end; ++r) sum += term(r * C + c);
                sums.add(c, lanes, sum);
            });
            sums.block_done();
        });
        sums.finish();
    });
}

/// The sum of column c, of what `sum_rows_in_blocks` has left.
template <class T>
double sum_of_column(const T* scratch, int C, int c) {
    double sum = 0;
    for (int block = 0; block < row_blocks; ++block)
        sum += static_cast<double>(scratch[block * long_sums<T>::elements(C) + c]);
    return sum;
}

}  // namespace strata::inline STRATA_TARGET
