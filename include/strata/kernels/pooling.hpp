// SPDX-License-Identifier: MIT
#pragma once
/// Max and average pooling of one sample, channels last, forward and backward.
///
///     max        y[o, c] = max_f x[S o + f - P, c]              dx[S o + a - P, c] += dy[o, c],  a = argmax, the first of equals
///     average    y[o, c] = 1/n sum_f x[S o + f - P, c]          dx[S o + f - P, c] += dy[o, c] / n  for all f
///
///     x: [H, W, C]   y: [OH, OW, C]       o, f: places in the output and in the window
///
/// Zeros of the padding count in the average (as PyTorch's default has it) and never win the maximum: n is F^2, or less in a
/// window that sticks out beyond the padding, which one that is rounded up may do.
#include <cstdint>
#include <limits>
#include <strata/kernels/simd.hpp>
#include <strata/shape/window.hpp>

namespace strata {

/// The numbers of a pooling layer.
struct pooling_extents {
    int C, H, W;     ///< input
    int FH, FW;      ///< window
    int S, P;
    bool up = false;  ///< whether a last window may stick out

    [[nodiscard]] constexpr window rows() const { return {H, FH, S, P, 1, up}; }
    [[nodiscard]] constexpr window columns() const { return {W, FW, S, P, 1, up}; }
    [[nodiscard]] constexpr int OH() const { return rows().output(); }
    [[nodiscard]] constexpr int OW() const { return columns().output(); }
    [[nodiscard]] constexpr int taps() const { return FH * FW; }
    /// Whether no place is in two windows.
    [[nodiscard]] constexpr bool apart() const { return S >= FH && S >= FW; }
    /// Where the windows of an output row or column begin.
    [[nodiscard]] constexpr int row(int oy) const { return oy * S - P; }
    [[nodiscard]] constexpr int column(int ox) const { return ox * S - P; }
    /// The taps of the window at (iy, ix) that count in its average.
    [[nodiscard]] constexpr int counted(int iy, int ix) const {
        const int below = H + P - iy, across = W + P - ix;
        return (below < FH ? below : FH) * (across < FW ? across : FW);
    }
};

/// Calls `body(output place, first tap row, last + 1, first tap column, last + 1, iy, ix)` for every output place, the
/// taps cut to those inside the image; tap (0, 0) stands at (iy, ix). `Windows` is `pooling_extents`, or another type that
/// says where windows begin.
template <class Windows, class Body>
inline void for_each_window(const Windows& e, Body&& body) {
    for (int oy = 0; oy < e.OH(); ++oy)
        for (int ox = 0; ox < e.OW(); ++ox) {
            const int iy = e.row(oy), ix = e.column(ox);
            const int top = iy < 0 ? -iy : 0, bottom = iy + e.FH > e.H ? e.H - iy : e.FH;
            const int left = ix < 0 ? -ix : 0, right = ix + e.FW > e.W ? e.W - ix : e.FW;
            body(long(oy) * e.OW() + ox, top, bottom, left, right, iy, ix);
        }
}

/// Whole numbers as large as T.
template <class T>
using simd_integers = decltype(xsimd::to_int(simd<T>()));

/// y and the tap that won each place; `argmax` may be null where no gradient is wanted.
template <class Windows, class T, class Index>
[[gnu::flatten]] void max_pool_forward(const Windows& windows, const T* x, T* y, Index* argmax) {
    const Windows e = windows;  // known to be nobody else's, whatever is stored
    const long size = long(e.OH()) * e.OW() * e.C;
    for_each_window(e, [=](long place, int top, int bottom, int left, int right, int iy, int ix) {
        for (int c = 0; c < e.C; c += simd_width<T>) {
            simd<T> best(-std::numeric_limits<T>::infinity()), winner(T(top * e.FW + left));
            for (int fy = top; fy < bottom; ++fy)
                for (int fx = left; fx < right; ++fx) {
                    const simd<T> v = simd<T>::load_unaligned(x + (long(iy + fy) * e.W + ix + fx) * e.C + c);
                    // a NaN wins and stays, so that whoever watches the loss sees it
                    const auto better = (v > best) || !(v == v);
                    best = xsimd::select(better, v, best);
                    winner = xsimd::select(better, simd<T>(T(fy * e.FW + fx)), winner);
                }
            const long at = place * e.C + c;
            const some_lanes<T> lanes{size - at};  // what sticks out of a pixel is overwritten by the next one
            lanes.store(y + at, best);
            if (!argmax) continue;
            alignas(64) typename simd_integers<T>::value_type tap[simd<T>::size];
            xsimd::to_int(winner).store_aligned(tap);
            Index index[simd<T>::size];
            for (std::size_t i = 0; i < simd<T>::size; ++i) index[i] = static_cast<Index>(tap[i]);
            lanes.copy(argmax + at, static_cast<const Index*>(index));
        }
    });
}

/// Adds to dx, whose pixel (0, 0) is given and whose rows are `pitch` elements apart. `gradient(place * C + c, lanes)`
/// is dy, or what is left of it behind an activation. Where windows are `apart` and dx is zero, it is written, not read.
template <class T, class Windows, class Index, class Gradient>
[[gnu::flatten]] void max_pool_backward(const Windows& windows, const Index* argmax, T* dx, long pitch, const Gradient& gradient, bool apart = false) {
    const Windows e = windows;
    const long size = long(e.OH()) * e.OW() * e.C;
    const int end = e.column(e.OW() - 1) + e.FW < e.W ? e.column(e.OW() - 1) + e.FW : e.W;
    // then what sticks out of a pixel is overwritten by the next one, up to the column `end`
    const bool gapless = apart && e.C <= simd_width<T> && (e.OW() == 1 || e.column(1) - e.column(0) == e.FW);
    for_each_window(e, [&](long place, int top, int bottom, int left, int right, int iy, int ix) {
        for (int c = 0; c < e.C; c += simd_width<T>) {
            const long at = place * e.C + c;
            Index index[simd<T>::size] = {};
            some_lanes<T>{size - at}.copy(index, argmax + at);
            alignas(64) typename simd_integers<T>::value_type tap[simd<T>::size];
            for (std::size_t i = 0; i < simd<T>::size; ++i) tap[i] = index[i];
            const simd<T> winner = xsimd::to_float(simd_integers<T>::load_aligned(tap)), dy = gradient(at, all_lanes<T>{});
            for (int fy = top; fy < bottom; ++fy)
                for (int fx = left; fx < right; ++fx) {
                    T* to = dx + (iy + fy) * pitch + long(ix + fx) * e.C + c;
                    const auto won = winner == simd<T>(T(fy * e.FW + fx));
                    const simd<T> part = xsimd::select(won, dy, simd<T>(T(0)));
                    const int pixels = gapless ? end - ix - fx : 1;  // that are written from here on
                    some_lanes<T>{long(pixels) * e.C - c}.store(to, apart ? part : all_lanes<T>::load(to) + part);
                }
        }
    });
}

template <class T>
void average_pool_forward(const pooling_extents& e, const T* x, T* y) {
    for_each_window(e, [&](long place, int top, int bottom, int left, int right, int iy, int ix) {
        sweep<T>(e.C, [&](long c, auto lanes) {
            simd<T> sum(T(0));
            for (int fy = top; fy < bottom; ++fy)
                for (int fx = left; fx < right; ++fx)
                    sum += lanes.load(x + (long(iy + fy) * e.W + ix + fx) * e.C + c);
            lanes.store(y + place * e.C + c, sum * simd<T>(T(1) / T(e.counted(iy, ix))));
        });
    });
}

/// Adds to dx.
template <class T>
void average_pool_backward(const pooling_extents& e, const T* dy, T* dx) {
    for_each_window(e, [&](long place, int top, int bottom, int left, int right, int iy, int ix) {
        sweep<T>(e.C, [&](long c, auto lanes) {
            const simd<T> share = lanes.load(dy + place * e.C + c) * simd<T>(T(1) / T(e.counted(iy, ix)));
            for (int fy = top; fy < bottom; ++fy)
                for (int fx = left; fx < right; ++fx) {
                    T* to = dx + (long(iy + fy) * e.W + ix + fx) * e.C + c;
                    lanes.store(to, lanes.load(to) + share);
                }
        });
    });
}

}  // namespace strata
