// SPDX-License-Identifier: MIT
#pragma once
/// Average pooling of one sample, channels last, forward and backward.
///
///     y[o, c] = 1/n sum_f x[S o + f - P, c]          dx[S o + f - P, c] += dy[o, c] / n  for all f
///
///     x: [H, W, C]   y: [OH, OW, C]       o, f: places in the output and in the window
///
/// Zeros of the padding count (as PyTorch's default has it), unless `inside_only`: n is the taps of a window,
/// or fewer of one that sticks out beyond the padding, which one that is rounded up may do.
#include <strata/kernels/long_sums.hpp>
#include <strata/kernels/pooling/pooling_windows.hpp>
#include <strata/kernels/simd.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// to[c] = factor sum of `rows` rows of `columns` pixels of x, whose rows are `pitch` elements apart.
template <class T>
void sum_of_pixels(const T* x, int64 pitch, int C, int rows, int columns, T factor, T* to) {
    if (int64(rows) * columns <= terms_of_block) {
        sweep<T>(C, [&](int64 c, auto lanes) {
            simd<T> sum(T(0));
            for (int fy = 0; fy < rows; ++fy)
                for (int fx = 0; fx < columns; ++fx) sum += lanes.load(x + fy * pitch + int64(fx) * C + c);
            lanes.store(to + c, sum * simd<T>(factor));
        });
        return;
    }
    constexpr int most = 64;
    for_blocks(C, most, [&](int64 first, int64 last) {
        long_sums_here<T, most> sums(last - first);
        for (int fy = 0; fy < rows; ++fy)
            for_blocks(columns, terms_of_block, [&](int64 left, int64 right) {
                const T* const from = x + fy * pitch + first;
                sweep<T>(last - first, [&](int64 c, auto lanes) {
                    simd<T> sum(T(0));
                    for (int64 fx = left; fx < right; ++fx) sum += lanes.load(from + fx * C + c);
                    sums.add(c, lanes, sum);
                });
                sums.block_done();
            });
        sums.finish();
        for (int64 c = first; c < last; ++c) to[c] = sums.some()[c - first] * factor;
    });
}

template <class Windows, class T>
void average_pool_forward(const Windows& e, const T* x, T* y) {
    const int64 pitch = int64(e.x.W) * e.C;
    for_each_window(e, [&](int64 place, const taps_inside& rows, const taps_inside& columns) {
        const T* const first =
            x + (rows.begin + rows.first) * pitch + int64(columns.begin + columns.first) * e.C;
        sum_of_pixels(first, pitch, e.C, rows.count(), columns.count(), T(1) / T(e.counted(rows, columns)),
                      y + place * e.C);
    });
}

/// Adds to dx.
template <class Windows, class T>
void average_pool_backward(const Windows& e, const T* dy, T* dx) {
    for_each_window(e, [&](int64 place, const taps_inside& rows, const taps_inside& columns) {
        const simd<T> part(T(1) / T(e.counted(rows, columns)));
        sweep<T>(e.C, [&](int64 c, auto lanes) {
            const simd<T> share = lanes.load(dy + place * e.C + c) * part;
            for (int fy = rows.first; fy < rows.end; ++fy)
                for (int fx = columns.first; fx < columns.end; ++fx) {
                    T* to = dx + (int64(rows.begin + fy) * e.x.W + columns.begin + fx) * e.C + c;
                    lanes.store(to, lanes.load(to) + share);
                }
        });
    });
}

}  // namespace strata::inline STRATA_TARGET
