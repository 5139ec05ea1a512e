// SPDX-License-Identifier: MIT
#pragma once
/// The windows of a pooling, and how kernels walk over them.
#include <strata/int64.hpp>
#include <strata/shape/window.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// The numbers of a pooling layer.
struct pooling_extents {
    int C, H, W;  ///< input
    int FH, FW;   ///< window
    int S, P;
    bool up = false;  ///< whether a last window may stick out

    [[nodiscard]] constexpr window rows() const { return {H, FH, S, P, 1, up}; }
    [[nodiscard]] constexpr window columns() const { return {W, FW, S, P, 1, up}; }
    [[nodiscard]] constexpr int OH() const { return rows().output(); }
    [[nodiscard]] constexpr int OW() const { return columns().output(); }
    [[nodiscard]] constexpr int taps() const { return FH * FW; }
    /// Whether no place is in two windows.
    [[nodiscard]] constexpr bool apart() const { return S >= FH && S >= FW; }
    /// Whether the windows cut the image into tiles, so that every place is in one.
    [[nodiscard]] constexpr bool covers() const {
        return S == FH && S == FW && P == 0 && OH() * S == H && OW() * S == W;
    }
    /// Where the windows of an output row or column begin.
    [[nodiscard]] constexpr int row(int oy) const { return oy * S - P; }
    [[nodiscard]] constexpr int column(int ox) const { return ox * S - P; }
    /// Whole windows from column ix of the input on, `step` columns apart.
    [[nodiscard]] constexpr int alike(int ix) const { return (W - FW - ix) / S + 1; }
    [[nodiscard]] constexpr int step() const { return S; }
    /// The taps of the window at (iy, ix) that count in its average.
    [[nodiscard]] constexpr int counted(int iy, int ix) const {
        const int below = H + P - iy, across = W + P - ix;
        return (below < FH ? below : FH) * (across < FW ? across : FW);
    }
};

/// The taps along one axis of a window that begins at place `begin`, as far as they are inside the image:
/// [first, end).
struct taps_inside {
    int first, end;

    constexpr taps_inside(int begin, int window, int extent)
        : first(begin < 0 ? -begin : 0), end(begin + window > extent ? extent - begin : window) {}
    [[nodiscard]] constexpr int count() const { return end - first; }
};

/// Calls `body(output place, first tap row, last + 1, first tap column, last + 1, iy, ix)` for every output
/// place, the taps cut to those inside the image; tap (0, 0) stands at (iy, ix). `Windows` is
/// `pooling_extents`, or another type that says where windows begin.
template <class Windows, class Body>
inline void for_each_window(const Windows& e, Body&& body) {
    for (int oy = 0; oy < e.OH(); ++oy)
        for (int ox = 0; ox < e.OW(); ++ox) {
            const int iy = e.row(oy), ix = e.column(ox);
            const taps_inside rows(iy, e.FH, e.H), columns(ix, e.FW, e.W);
            body(int64(oy) * e.OW() + ox, rows.first, rows.end, columns.first, columns.end, iy, ix);
        }
}

/// Windows side by side with the same taps inside the image.
struct window_run {
    int64 place;        ///< of the first one in the output
    int iy, ix;         ///< where its first tap inside the image stands
    int rows, columns;  ///< taps inside the image
    int tap;            ///< the number of the first one: row times FW and column
    int count;          ///< windows
};

/// Calls `body(run)` for runs that hold every window once, in the order of the output.
template <class Windows, class Body>
inline void for_each_run(const Windows& windows, Body&& body) {
    const Windows e = windows;  // known to be nobody else's, whatever is stored
    const int OH = e.OH(), OW = e.OW();
    for (int oy = 0; oy < OH; ++oy) {
        const int iy = e.row(oy);
        const taps_inside rows(iy, e.FH, e.H);
        for (int ox = 0, count = 1; ox < OW; ox += count) {
            const int ix = e.column(ox);
            const taps_inside columns(ix, e.FW, e.W);
            const int whole = columns.count() == e.FW ? e.alike(ix) : 1;
            count = whole < OW - ox ? whole : OW - ox;
            body(window_run{int64(oy) * OW + ox, iy + rows.first, ix + columns.first, rows.count(),
                            columns.count(), rows.first * e.FW + columns.first, count});
        }
    }
}

}  // namespace strata::inline STRATA_TARGET
