// SPDX-License-Identifier: MIT
#pragma once
/// The windows of a pooling, and how kernels walk over them.
#include <strata/int64.hpp>
#include <strata/shape/window.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// The taps along one axis of a window that begins at place `begin`, as far as they are inside the image:
/// [first, end).
struct taps_inside {
    int begin, first, end;

    constexpr taps_inside(int from, const window_axis& a)
        : begin(from),
          first(from < 0 ? (a.D - 1 - from) / a.D : 0),
          end(from + a.span() > a.W ? (a.W - from + a.D - 1) / a.D : a.F) {}
    [[nodiscard]] constexpr int count() const { return end - first; }
};

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
    /// Whether the windows cut the image into tiles, or are a single one as large as the image, so that every
    /// place is in one.
    [[nodiscard]] constexpr bool covers() const { return tiles(y) && tiles(x); }
    /// The windows of an output row or column.
    [[nodiscard]] constexpr taps_inside row(int oy) const { return {y.begin(oy), y}; }
    [[nodiscard]] constexpr taps_inside column(int ox) const { return {x.begin(ox), x}; }
    /// Whole windows from column ix of the input on, `step` columns apart.
    [[nodiscard]] constexpr int alike(int ix) const { return (x.W - x.span() - ix) / x.S + 1; }
    [[nodiscard]] constexpr int step() const { return x.S; }
    /// How many taps count in a window's average.
    [[nodiscard]] constexpr int counted(const taps_inside& rows, const taps_inside& columns) const {
        return counted(y, rows) * counted(x, columns);
    }

private:
    [[nodiscard]] static constexpr bool tiles(const window_axis& a) {
        const bool side_by_side = a.S == a.F || a.output() == 1;
        return side_by_side && a.D == 1 && a.padded() == a.W && a.output() * a.F == a.W;
    }
    [[nodiscard]] constexpr int counted(const window_axis& a, const taps_inside& t) const {
        const int there = inside_only ? t.count() : a.W + a.after - t.begin;
        return there < a.F ? there : a.F;
    }
};

/// Calls `body(output place, taps of its rows, taps of its columns)` for every output place. `Windows` is
/// `pooling_extents`, or another type that says where windows are.
template <class Windows, class Body>
inline void for_each_window(const Windows& e, Body&& body) {
    for (int oy = 0; oy < e.OH(); ++oy)
        for (int ox = 0; ox < e.OW(); ++ox) body(int64(oy) * e.OW() + ox, e.row(oy), e.column(ox));
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
        const taps_inside rows = e.row(oy);
        for (int ox = 0, count = 1; ox < OW; ox += count) {
            const taps_inside columns = e.column(ox);
            const int whole = columns.count() == e.x.F ? e.alike(columns.begin) : 1;
            count = whole < OW - ox ? whole : OW - ox;
            body(window_run{int64(oy) * OW + ox, rows.begin + rows.first * e.y.D,
                            columns.begin + columns.first * e.x.D, rows.count(), columns.count(),
                            rows.first * e.x.F + columns.first, count});
        }
    }
}

}  // namespace strata::inline STRATA_TARGET
