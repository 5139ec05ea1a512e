// SPDX-License-Identifier: MIT
#pragma once
/// Max pooling of one sample, channels last, forward and backward.
///
///     y[o, c] = max_f x[S o + f - P, c]              dx[S o + a - P, c] += dy[o, c],  a = argmax, the first of equals
///
///     x: [H, W, C]   y: [OH, OW, C]       o, f: places in the output and in the window
///
/// The padding never wins. Windows are taken by runs of equal ones; windows of 2 x 2 taps, the most common,
/// have loops of their own.
#include <algorithm>
#include <cstdint>
#include <strata/kernels/floating_point.hpp>
#include <strata/kernels/pooling/pooling_windows.hpp>
#include <strata/kernels/simd.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// Whole numbers as large as T.
template <class T>
using simd_integers = decltype(xsimd::to_int(simd<T>()));

/// A run of windows and what its taps are found by. Rows, Columns: the taps of its windows where a kernel is
/// made for them, or 0.
template <int Rows, int Columns>
struct windows_of {
    window_run run;
    int C, across;        ///< channels, and taps in a row of a whole window
    int64 step;           ///< elements from one window to the next
    int64 below, beside;  ///< elements from one tap to that below it, and to that beside it

    /// Calls `body(elements from the first tap, its number, its column)` for the taps from number `first` on.
    template <class Body>
    void each_tap(int first, Body&& body) const {
        const int down = Rows > 0 ? Rows : run.rows, wide = columns();
#pragma GCC unroll 2
        for (int fy = 0; fy < down; ++fy)
#pragma GCC unroll 2
            for (int fx = fy == 0 ? first : 0; fx < wide; ++fx)
                body(fy * below + fx * beside, run.tap + fy * across + fx, fx);
    }
    [[nodiscard]] int columns() const { return Columns > 0 ? Columns : run.columns; }
};

/// Calls `body(windows)` for all runs; `pitch`: elements from one row of the image to the next.
template <class Windows, class Body>
inline void for_windows(const Windows& e, int64 pitch, Body&& body) {
    for_each_run(e, [&](const window_run& run) {
        const int64 step = int64(e.step()) * e.C, below = e.y.D * pitch, beside = int64(e.x.D) * e.C;
        if (run.rows == 2 && run.columns == 2)
            body(windows_of<2, 2>{run, e.C, e.x.F, step, below, beside});
        else
            body(windows_of<0, 0>{run, e.C, e.x.F, step, below, beside});
    });
}

/// y of a run and the taps that won, from the first tap of x on; `left`: elements of y from here on.
template <class Run, class T, class Index>
[[gnu::noinline, gnu::flatten]] void max_of_windows(const Run& windows, const T* x, T* y, Index* argmax,
                                                    int64 left) {
    const Run w = windows;  // known to be nobody else's, whatever is stored
    for (int i = 0; i < w.run.count; ++i, x += w.step, y += w.C, left -= w.C) {
        for (int c = 0; c < w.C; c += simd_width<T>) {
            simd<T> best = simd<T>::load_unaligned(x + c), winner(T(w.run.tap));
            w.each_tap(1, [&](int64 at, int tap, int) {
                const simd<T> v = simd<T>::load_unaligned(x + c + at);
                // a NaN wins and stays, so that whoever watches the loss sees it
                const auto better = (v > best) || !(v == v);
                best = keep_nan(best, keep_nan(v, xsimd::select(better, v, best)));
                winner = xsimd::select(better, simd<T>(T(tap)), winner);
            });
            const some_lanes<T> lanes{left - c};  // what sticks out of a pixel is overwritten by the next one
            lanes.store(y + c, best);
            if (!argmax) continue;
            alignas(64) typename simd_integers<T>::value_type taps[simd<T>::size];
            xsimd::to_int(winner).store_aligned(taps);
            Index index[simd<T>::size];
            for (std::size_t lane = 0; lane < simd<T>::size; ++lane)
                index[lane] = static_cast<Index>(taps[lane]);
            lanes.copy(argmax + c, static_cast<const Index*>(index));
        }
        if (argmax) argmax += w.C;
    }
}

/// y and the tap that won each place; `argmax` may be null where no gradient is wanted.
template <class Windows, class T, class Index>
void max_pool_forward(const Windows& e, const T* x, T* y, Index* argmax) {
    const int64 pitch = int64(e.x.W) * e.C, size = int64(e.OH()) * e.OW() * e.C;
    for_windows(e, pitch, [&](const auto& w) {
        const int64 at = w.run.place * w.C;
        max_of_windows(w, x + w.run.iy * pitch + int64(w.run.ix) * w.C, y + at,
                       argmax ? argmax + at : nullptr, size - at);
    });
}

/// dx of a run, from its first tap on; `at`, `left`: its first element of dy, and how many there are from
/// there on. `room`: elements of dx that are written in turn from its first tap on, or 0 where only a pixel's
/// own may be.
template <class Run, class T, class Index, class Gradient>
[[gnu::noinline, gnu::flatten]] void gradient_of_windows(const Run& windows, const Index* argmax, T* dx,
                                                         const Gradient& gradient, int64 at, int64 left,
                                                         int64 room, bool apart) {
    const Run w = windows;
    const bool in_turn = room > 0;
    for (int i = 0; i < w.run.count; ++i, argmax += w.C, dx += w.step, at += w.C, left -= w.C, room -= w.step)
        for (int c = 0; c < w.C; c += simd_width<T>) {
            Index index[simd<T>::size] = {};
            some_lanes<T>{left - c}.copy(index, argmax + c);
            alignas(64) typename simd_integers<T>::value_type taps[simd<T>::size];
            for (std::size_t lane = 0; lane < simd<T>::size; ++lane) taps[lane] = index[lane];
            const simd<T> winner = xsimd::to_float(simd_integers<T>::load_aligned(taps)),
                          dy = gradient(at + c, all_lanes<T>{});
            const auto add = [&](auto lanes_at) {
                w.each_tap(0, [&](int64 tap_at, int tap, int column) {
                    T* to = dx + c + tap_at;
                    const simd<T> part = xsimd::select(winner == simd<T>(T(tap)), dy, simd<T>(T(0)));
                    lanes_at(column).store(to, apart ? part : all_lanes<T>::load(to) + part);
                });
            };
            // what sticks out of a pixel is overwritten by the ones that are written after it
            const auto lanes_of = [&](int column) {
                return some_lanes<T>{(in_turn ? room - int64(column) * w.C : w.C) - c};
            };
            if (lanes_of(w.columns() - 1).count >= simd_width<T>)
                add([](int) { return all_lanes<T>{}; });
            else
                add(lanes_of);
        }
}

namespace detail {

/// The most taps whose places are looked up in a table.
inline constexpr int most_taps = 256;

/// Where taps stand: elements from a window's tap 0 on.
struct tap_places {
    std::int32_t of_tap[most_taps];

    template <class Windows>
    tap_places(const Windows& e, int64 pitch) {
        for (int tap = 0; tap < e.y.F * e.x.F; ++tap)
            of_tap[tap] =
                static_cast<std::int32_t>(tap / e.x.F * e.y.D * pitch + int64{tap} % e.x.F * e.x.D * e.C);
    }
};

/// The gradient of a run, number by number: each goes to one place, whatever a window has of taps. dx: tap 0
/// of the first window, whether it is inside or not.
template <class T, class Run, class Index, class Gradient>
[[gnu::noinline, gnu::flatten]] void add_to_winners(const Run& windows, const tap_places& places,
                                                    const Index* argmax, T* dx, const Gradient& gradient,
                                                    int64 at) {
    const Run w = windows;
    alignas(64) T dy[std::size_t(simd_width<T>)];
    for (int i = 0; i < w.run.count; ++i, argmax += w.C, dx += w.step, at += w.C)
        for (int c = 0; c < w.C; c += simd_width<T>) {
            gradient(at + c, all_lanes<T>{}).store_aligned(dy);
            const int lanes = std::min(w.C - c, simd_width<T>);
            for (int lane = 0; lane < lanes; ++lane)
                dx[places.of_tap[argmax[c + lane]] + c + lane] += dy[lane];
        }
}

}  // namespace detail

/// Adds to dx, whose pixel (0, 0) is given and whose rows are `pitch` elements apart. `gradient(place * C +
/// c, lanes)` is dy, or what is left of it behind an activation. Where windows are `apart`, what they see of
/// dx is written, not read.
template <class T, class Windows, class Index, class Gradient>
void max_pool_backward(const Windows& e, const Index* argmax, T* dx, int64 pitch, const Gradient& gradient,
                       bool apart = false) {
    // whole vectors would be added at every tap
    const int64 taps = int64{e.y.F} * e.x.F;
    if (!apart && taps <= detail::most_taps && (e.C < simd_width<T> || taps > simd_width<T>)) {
        const detail::tap_places places(e, pitch);
        return for_each_run(e, [&](const window_run& run) {
            const windows_of<0, 0> w{run, e.C, e.x.F, int64(e.step()) * e.C, 0, 0};
            const int64 at = run.place * e.C;
            T* const first = dx + run.iy * pitch + int64(run.ix) * e.C;
            detail::add_to_winners(w, places, argmax + at, first - places.of_tap[run.tap], gradient, at);
        });
    }
    const int64 size = int64(e.OH()) * e.OW() * e.C;
    const int last = e.column(e.OW() - 1).begin + e.x.span(), end = last < e.x.W ? last : e.x.W;
    const bool gapless = apart && e.C <= simd_width<T> && e.step() == e.x.F && e.x.D == 1;
    for_windows(e, pitch, [&](const auto& w) {
        const int64 at = w.run.place * w.C;
        gradient_of_windows(w, argmax + at, dx + w.run.iy * pitch + int64(w.run.ix) * w.C, gradient, at,
                            size - at, gapless ? int64(end - w.run.ix) * w.C : 0, apart);
    });
}

}  // namespace strata::inline STRATA_TARGET
