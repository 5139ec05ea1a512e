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
#include <algorithm>
#include <array>
#include <cstddef>
#include <strata/kernels/long_sums.hpp>
#include <strata/kernels/pooling/pooling_windows.hpp>
#include <strata/kernels/rows_together.hpp>
#include <strata/kernels/simd.hpp>
#include <strata/target.hpp>
#include <type_traits>

namespace strata::inline STRATA_TARGET {

/// Calls `body(c, abreast, lanes)` over C channels, of several vectors at once, so that no chain of sums
/// waits for itself and what is read of a pixel is one run of memory; `lanes` are those of the last of them,
/// and the others are whole.
template <class T, class Body>
inline void sweep_abreast(int64 C, Body&& body) {
    constexpr int W = simd_width<T>;
    const auto some = [&](int64 c, auto abreast) {
        const int64 left = C - c - (abreast - 1) * W;
        if (left >= W)
            body(c, abreast, all_lanes<T>{});
        else
            body(c, abreast, first_lanes<T>{static_cast<int>(left)});
    };
    int64 c = 0;
    for (; c + 8 * W <= C; c += 8 * W) body(c, std::integral_constant<int, 8>{}, all_lanes<T>{});
    for (; c + 3 * W < C; c += 4 * W) some(c, std::integral_constant<int, 4>{});
    if (c + 2 * W < C) return some(c, std::integral_constant<int, 3>{});
    if (c + W < C) return some(c, std::integral_constant<int, 2>{});
    if (c < C) some(c, std::integral_constant<int, 1>{});
}
/// Calls `body(v, lanes of vector v)` for such vectors.
template <class T, int N, class Lanes, class Body>
inline void over_abreast(std::integral_constant<int, N>, const Lanes& lanes, Body&& body) {
    for (int v = 0; v + 1 < N; ++v) body(v, all_lanes<T>{});
    body(N - 1, lanes);
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
        sweep_abreast<T>(C, [&](int64 c, auto abreast, auto lanes) {
            simd<T> sum[abreast];
            for (simd<T>& s : sum) s = simd<T>(T(0));
            add_pixels<T>(x + c, pitch, C, rows, columns, lanes, sum);
            over_abreast<T>(abreast, lanes,
                            [&](int v, auto of) { of.store(to + c + v * W, sum[v] * simd<T>(factor)); });
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
    if (sums_go_together<T>(C) && int64(columns) * C == pitch) {
        T sums[few_columns];
        T* const all[] = {sums};
        sum_rows_together({0, int64(rows) * columns}, C, all,
                          [x](int64 i, int64, auto lanes) { return std::array{simd<T>(lanes.load(x + i))}; });
        for (int c = 0; c < C; ++c) to[c] = sums[c] * factor;
        return;
    }
    constexpr int most = 64;
    for_blocks(C, most, [&](int64 first, int64 last) {
        long_sums_here<T, most> sums(last - first);
        for (int fy = 0; fy < rows; ++fy)
            for_blocks(columns, terms_of_block, [&](int64 left, int64 right) {
                const T* const from = x + fy * pitch + left * C + first;
                sweep_abreast<T>(last - first, [&](int64 c, auto abreast, auto lanes) {
                    simd<T> sum[abreast];
                    for (simd<T>& s : sum) s = simd<T>(T(0));
                    add_pixels<T>(from + c, pitch, C, 1, right - left, lanes, sum);
                    over_abreast<T>(abreast, lanes, [&](int v, auto of) { sums.add(c + v * W, of, sum[v]); });
                });
                sums.block_done();
            });
        sums.finish();
        for (int64 c = first; c < last; ++c) to[c] = sums.some()[c - first] * factor;
    });
}

namespace detail {

/// The longest row of an image whose windows are taken by rows.
inline constexpr int64 most_of_row = 4096;

/// Whether pixels are narrow, so that rows of the image are added first, by whole vectors, and a row's pixels
/// then.
template <class T, class Windows>
bool averages_by_rows(const Windows& e) {
    return e.C < simd_width<T> && e.OW() > 1 && int64(e.x.W) * e.C <= most_of_row &&
           int64(e.y.F) * e.x.F <= terms_of_block;
}
/// The first pixel of a window in a row of the image, and the one after its last.
constexpr slice pixels_of(const taps_inside& t) { return {t.begin + t.first, t.begin + t.end}; }

template <class Windows, class T>
void average_pool_forward_by_rows(const Windows& e, const T* x, T* y) {
    const int64 C = e.C, pitch = std::min(int64(e.x.W) * C, most_of_row);  // or g++ sees a longer one
    T line[static_cast<std::size_t>(most_of_row + slack_elements)];
    for (int oy = 0; oy < e.OH(); ++oy) {
        const taps_inside rows = e.row(oy);
        const slice high = pixels_of(rows);
        sweep<T>(pitch, [&](int64 i, auto lanes) {
            simd<T> sum(T(0));
            for (int64 r = high.begin; r < high.end; ++r) sum += lanes.load(x + r * pitch + i);
            lanes.store(line + i, sum);
        });
        for (int ox = 0; ox < e.OW(); ++ox, y += C) {
            const taps_inside columns = e.column(ox);
            const slice wide = pixels_of(columns);
            const T part = T(1) / T(e.counted(rows, columns));
            for (int64 c = 0; c < C; ++c) {
                T sum(0);
                for (int64 i = wide.begin * C + c; i < wide.end * C; i += C) sum += line[i];
                y[c] = sum * part;
            }
        }
    }
}

template <class Windows, class T>
void average_pool_backward_by_rows(const Windows& e, const T* dy, T* dx, bool add) {
    const int64 C = e.C, pitch = std::min(int64(e.x.W) * C, most_of_row);  // or g++ sees a longer one
    T line[static_cast<std::size_t>(most_of_row + slack_elements)];
    for (int oy = 0; oy < e.OH(); ++oy) {
        const taps_inside rows = e.row(oy);
        std::fill_n(line, pitch, T(0));
        for (int ox = 0; ox < e.OW(); ++ox, dy += C) {
            const taps_inside columns = e.column(ox);
            const slice wide = pixels_of(columns);
            const T part = T(1) / T(e.counted(rows, columns));
            for (int64 c = 0; c < C; ++c) {
                const T share = dy[c] * part;
                for (int64 i = wide.begin * C + c; i < wide.end * C; i += C) line[i] += share;
            }
        }
        const slice high = pixels_of(rows);
        for (int64 r = high.begin; r < high.end; ++r)
            sweep<T>(pitch, [&](int64 i, auto lanes) {
                store_or_add(lanes, dx + r * pitch + i, lanes.load(line + i), add);
            });
    }
}

}  // namespace detail

template <class Windows, class T>
void average_pool_forward(const Windows& e, const T* x, T* y) {
    if (detail::averages_by_rows<T>(e)) return detail::average_pool_forward_by_rows(e, x, y);
    const int64 pitch = int64(e.x.W) * e.C;
    for_each_window(e, [&](int64 place, const taps_inside& rows, const taps_inside& columns) {
        const T* const first =
            x + (rows.begin + rows.first) * pitch + int64(columns.begin + columns.first) * e.C;
        sum_of_pixels(first, pitch, e.C, rows.count(), columns.count(), T(1) / T(e.counted(rows, columns)),
                      y + place * e.C);
    });
}

/// Adds to dx, or writes all of it where `add` is false, which windows that cover the image allow.
template <class Windows, class T>
void average_pool_backward(const Windows& e, const T* dy, T* dx, bool add = true) {
    if (detail::averages_by_rows<T>(e)) return detail::average_pool_backward_by_rows(e, dy, dx, add);
    for_each_window(e, [&](int64 place, const taps_inside& rows, const taps_inside& columns) {
        const T part = T(1) / T(e.counted(rows, columns));
        const T* const of_window = dy + place * e.C;
        const int64 pitch = int64(e.x.W) * e.C;
        T* const first = dx + (rows.begin + rows.first) * pitch + int64(columns.begin + columns.first) * e.C;
        // rows without gaps are one
        const bool one = int64(columns.count()) * e.C == pitch;
        const int64 high = one ? 1 : rows.count(),
                    wide = one ? int64(rows.count()) * columns.count() : columns.count();
        if (wide >= 8 && e.C <= few_columns) {
            T share[few_columns];
            for (int c = 0; c < e.C; ++c) share[c] = of_window[c] * part;
            const repeated_columns<T> repeated(share, e.C);
            for (int64 fy = 0; fy < high; ++fy)
                sweep_rows<T>(
                    {0, wide}, e.C,
                    [to = first + fy * pitch, from = repeated.data(), add](int64 i, int64 k, auto lanes) {
                        store_or_add(lanes, to + i, lanes.load(from + k), add);
                    });
            return;
        }
        for (int64 fy = 0; fy < high; ++fy)
            for (int64 fx = 0; fx < wide; ++fx)
                sweep<T>(e.C, [=, to = first + fy * pitch + fx * e.C](int64 c, auto lanes) {
                    const simd<T> share = lanes.load(of_window + c) * simd<T>(part);
                    store_or_add(lanes, to + c, share, add);
                });
    });
}

}  // namespace strata::inline STRATA_TARGET
