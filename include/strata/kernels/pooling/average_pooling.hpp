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
#include <type_traits>

namespace strata::inline STRATA_TARGET {

/// Calls `body(c, vectors, lanes)` over C channels: of several vectors at once, so that one chain of sums
/// does not wait for itself, and then of one.
template <class T, class Body>
inline void sweep_abreast(int64 C, Body&& body) {
    constexpr int N = 4, step = N * simd_width<T>;
    int64 c = 0;
    for (; c + step <= C; c += step) body(c, std::integral_constant<int, N>{}, all_lanes<T>{});
    sweep<T>(C - c, [&](int64 i, auto lanes) { body(c + i, std::integral_constant<int, 1>{}, lanes); });
}

/// sum[v] += vector v of the channels of `rows` rows of `columns` pixels, in their order.
template <class T, int N, class Lanes>
inline void add_pixels(const T* x, int64 pitch, int C, int rows, int64 columns, const Lanes& lanes,
                       simd<T> (&sum)[N]) {
    for (int fy = 0; fy < rows; ++fy)
        for (int64 fx = 0; fx < columns; ++fx)
            for (int v = 0; v < N; ++v) sum[v] += lanes.load(x + fy * pitch + fx * C + v * simd_width<T>);
}

/// to[c] = factor sum of pixels of C channels, few: as many pixels at once as a vector has lanes.
template <int C, class T>
inline void sum_of_narrow_pixels(const T* x, int64 pitch, int rows, int64 columns, T factor, T* to) {
    constexpr int W = simd_width<T>;
    double sum[C] = {};
    for (int fy = 0; fy < rows; ++fy, x += pitch) {
        const int64 whole = columns / W * W;
        for_blocks(whole, int64{terms_of_block} * W, [&](int64 begin, int64 end) {
            simd<T> some[C];
            for (int v = 0; v < C; ++v) some[v] = simd<T>(T(0));
            for (int64 fx = begin; fx < end; fx += W)
                for (int v = 0; v < C; ++v) some[v] += simd<T>::load_unaligned(x + fx * C + v * W);
            alignas(64) T lanes[static_cast<std::size_t>(C * W)];
            for (int v = 0; v < C; ++v) some[v].store_aligned(lanes + v * W);
            for (int i = 0; i < W; ++i)
                for (int c = 0; c < C; ++c) sum[c] += static_cast<double>(lanes[i * C + c]);
        });
        for (int64 fx = whole; fx < columns; ++fx)
            for (int c = 0; c < C; ++c) sum[c] += static_cast<double>(x[fx * C + c]);
    }
    for (int c = 0; c < C; ++c) to[c] = static_cast<T>(sum[c]) * factor;
}

/// to[c] = factor sum of `rows` rows of `columns` pixels of x, whose rows are `pitch` elements apart.
template <class T>
void sum_of_pixels(const T* x, int64 pitch, int C, int rows, int columns, T factor, T* to) {
    constexpr int W = simd_width<T>;
    if (int64(rows) * columns <= terms_of_block) {
        sweep_abreast<T>(C, [&](int64 c, auto vectors, auto lanes) {
            simd<T> sum[vectors];
            for (simd<T>& s : sum) s = simd<T>(T(0));
            add_pixels<T>(x + c, pitch, C, rows, columns, lanes, sum);
            for (int v = 0; v < vectors; ++v) lanes.store(to + c + v * W, sum[v] * simd<T>(factor));
        });
        return;
    }
    if (C < 4) {  // rows without gaps are one
        const bool one = int64(columns) * C == pitch;
        const int narrow_rows = one ? 1 : rows;
        const int64 narrow_columns = one ? int64(rows) * columns : columns;
        if (C == 1) return sum_of_narrow_pixels<1>(x, pitch, narrow_rows, narrow_columns, factor, to);
        if (C == 2) return sum_of_narrow_pixels<2>(x, pitch, narrow_rows, narrow_columns, factor, to);
        return sum_of_narrow_pixels<3>(x, pitch, narrow_rows, narrow_columns, factor, to);
    }
    constexpr int most = 64;
    for_blocks(C, most, [&](int64 first, int64 last) {
        long_sums_here<T, most> sums(last - first);
        for (int fy = 0; fy < rows; ++fy)
            for_blocks(columns, terms_of_block, [&](int64 left, int64 right) {
                const T* const from = x + fy * pitch + left * C + first;
                sweep_abreast<T>(last - first, [&](int64 c, auto vectors, auto lanes) {
                    simd<T> sum[vectors];
                    for (simd<T>& s : sum) s = simd<T>(T(0));
                    add_pixels<T>(from + c, pitch, C, 1, right - left, lanes, sum);
                    for (int v = 0; v < vectors; ++v) sums.add(c + v * W, lanes, sum[v]);
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
