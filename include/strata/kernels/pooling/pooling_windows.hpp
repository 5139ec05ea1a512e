// SPDX-License-Identifier: MIT
#pragma once
/// The windows of a pooling, and how kernels walk over them.
#include <strata/int64.hpp>
#include <strata/shape/window.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// The numbers of a pooling layer.
struct pooling_extents {
    int C = 0;                 ///< channels of the input
    window_axis y, x;          ///< along its rows and its columns
    bool inside_only = false;  ///< whether an average leaves out the padding

    [[nodiscard]] constexpr int H() const { return y.W; }
    [[nodiscard]] constexpr int W() const { return x.W; }
    [[nodiscard]] constexpr int OH() const { return y.output(); }
    [[nodiscard]] constexpr int OW() const { return x.output(); }
    [[nodiscard]] constexpr int taps() const { return y.F * x.F; }
    /// Whether no place is in two windows.
    [[nodiscard]] constexpr bool apart() const { return y.S >= y.span() && x.S >= x.span(); }
    /// Whether the windows cut the image into tiles, so that every place is in one.
    [[nodiscard]] constexpr bool covers() const { return tiles(y) && tiles(x); }
    /// Where the windows of an output row or column begin.
    [[nodiscard]] constexpr int row(int oy) const { return y.begin(oy); }
    [[nodiscard]] constexpr int column(int ox) const { return x.begin(ox); }
    /// Whole windows from column ix of the input on, `step` columns apart.
    [[nodiscard]] constexpr int alike(int ix) const { return (x.W - x.span() - ix) / x.S + 1; }
    [[nodiscard]] constexpr int step() const { return x.S; }
    /// The taps of the window at (iy, ix) that count in its average.
    [[nodiscard]] constexpr int counted(int iy, int ix) const { return counted(y, iy) * counted(x, ix); }

private:
    [[nodiscard]] static constexpr bool tiles(const window_axis& a) {
        return a.S == a.F && a.D == 1 && a.padded() == a.W && a.output() * a.S == a.W;
    }
    [[nodiscard]] constexpr int counted(const window_axis& a, int begin) const;
};

/// The taps along one axis of a window that begins at place `begin`, as far as they are inside the image:
/// [first, end).
struct taps_inside {
    int first, end;

    constexpr taps_inside(int begin, const window_axis& a)
        : first(begin < 0 ? (a.D - 1 - begin) / a.D : 0),
          end(begin + a.span() > a.W ? (a.W - begin + a.D - 1) / a.D : a.F) {}
    [[nodiscard]] constexpr int count() const { return end - first; }
};

constexpr int pooling_extents::counted(const window_axis& a, int begin) const {
    if (inside_only) return taps_inside(begin, a).count();
    const int there = a.W + a.after - begin;
    return there < a.F ? there : a.F;
}

/// Calls `body(output place, first tap row, last + 1, first tap column, last + 1, iy, ix)` for every output
/// place, the taps cut to those inside the image; tap (0, 0) stands at (iy, ix). `Windows` is
/// `pooling_extents`, or another type that says where windows begin.
template <class Windows, class Body>
inline void for_each_window(const Windows& e, Body&& body) {
    for (int oy = 0; oy < e.OH(); ++oy)
        for (int ox = 0; ox < e.OW(); ++ox) {
            const int iy = e.row(oy), ix = e.column(ox);
            const taps_inside rows(iy, e.y), columns(ix, e.x);
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
        const taps_inside rows(iy, e.y);
        for (int ox = 0, count = 1; ox < OW; ox += count) {
            const int ix = e.column(ox);
            const taps_inside columns(ix, e.x);
            const int whole = columns.count() == e.x.F ? e.alike(ix) : 1;
            count = whole < OW - ox ? whole : OW - ox;
            body(window_run{int64(oy) * OW + ox, iy + rows.first * e.y.D, ix + columns.first * e.x.D,
                            rows.count(), columns.count(), rows.first * e.x.F + columns.first, count});
        }
    }
}

}  // namespace strata::inline STRATA_TARGET
