// SPDX-License-Identifier: MIT
#pragma once
/// Depthwise convolution of one sample: each channel has a filter of its own.
///
///     forward     y[oy, ox, c] = b[c] + sum_{fy, fx} x[S oy + D fy - P, S ox + D fx - P, c] w[fy, fx, c]
///     data        dx[iy, ix, c] = the sum of dz[oy, ox, c] w[fy, fx, c] over the places that saw it
///     weights     dw[fy, fx, c] = sum_{oy, ox} x[S oy + D fy - P, S ox + D fx - P, c] dz[oy, ox, c]
///     bias        db[c] = sum_{oy, ox} dz[oy, ox, c]
///
///     x: [H, W, C]   y, dz: [OH, OW, C]   w: [F, F, C]   b: [C]      (channels last; zero outside x)
///
/// Vectors lie over the channels; there is no product of matrices in it. A tile is eight places of a row, or
/// four with two vectors of each, and what it loads of a row of the image serves all of their taps. Images
/// are read as they lie: a row of the output has the taps whose rows are inside, and a tile at an end of a
/// row leaves out what is not. Memory that the next row reads and writes is asked for in the meantime, since
/// no processor foresees so many places at once.
#include <algorithm>
#include <strata/kernels/convolution/convolution_extents.hpp>
#include <strata/kernels/long_sums.hpp>
#include <strata/kernels/simd.hpp>
#include <strata/target.hpp>
#include <utility>

namespace strata::inline STRATA_TARGET {

inline constexpr int most_depthwise_taps = 128;

/// Whether these kernels take it.
constexpr bool is_depthwise(const convolution_extents& e) {
    return e.depthwise() && e.taps() <= most_depthwise_taps;
}

namespace detail {

/// Places of a tile.
inline constexpr int depthwise_places = 8;

/// Whether tiles of 3 taps are half as many places by two vectors. Pixels that lie so far apart share few
/// sets of the nearest cache: a line may be gone before its second half is read.
template <class T>
constexpr bool depthwise_in_pairs(int C) {
    return C * int(sizeof(T)) >= 2048 && C % (2 * simd_width<T>) == 0;
}

/// A row of places that is computed from rows of an image: place q of `places` sees columns q step + at[j] of
/// `extent`, by tap tap[j] of a row of the weights. Taps side by side are taken `F` at once.
struct depthwise_row {
    int places, step, extent;
    int taps = 0, F = 1;
    int tap[most_depthwise_taps], at[most_depthwise_taps];

    depthwise_row(int its_places, int its_step, int its_extent)
        : places(its_places), step(its_step), extent(its_extent) {}
    void add(int its_tap, int its_at) {
        tap[taps] = its_tap;
        at[taps++] = its_at;
    }
    /// To be called after the last tap.
    void group() {
        for (int j = 1; j < taps; ++j)
            if (at[j] != at[0] + j) return;
        if (taps == 3 ? step <= 2 : step == 1 && (taps == 2 || taps == 5 || taps == 7)) F = taps;
    }
    /// From an input of a tile to the next.
    [[nodiscard]] int unit() const { return F == 1 ? step : 1; }
};
inline depthwise_row depthwise_row_of_output(const window_axis& a) {
    depthwise_row row(a.output(), a.S, a.W);
    for (int f = 0; f < a.F; ++f) row.add(f, f * a.D - a.before);
    row.group();
    return row;
}
/// The places of x of phase r, as they see dz.
inline depthwise_row depthwise_row_of_input(const window_axis& a, int r) {
    const axis_phase phase = phase_of(a, r);
    depthwise_row row(phase.count, 1, a.output());
    taps_of_phase(a, r, [&](int f, int m) { row.add(f, phase.source - m); });
    row.group();
    return row;
}

/// F taps in a row: the first one's weights, what the tile's first place sees of it, and the inputs
/// [lo, hi) of the tile that are inside.
struct depthwise_taps {
    int64 w, x;
    int lo, hi;
};

/// What lies ahead of a tile: memory that is read soon, `lines` of the cache for each line of a place, and
/// how far from what it writes the next row is.
template <class T>
struct depthwise_ahead {
    static constexpr int line = 64 / int(sizeof(T));
    const T* x;
    int lines;
    int64 y;

    void ask(int64 c) {
        if (c % line != 0) return;
        for (int i = 0; i < lines; ++i) expect_load(x + i * line);
        x += lines * line;
    }
};

/// What the tiles of a pass have in common. bias may be null; from an element's tap to the next one of a row
/// `w_step` elements.
template <class T>
struct depthwise_filters {
    int C;
    const T *w, *bias;
    int64 w_step;
    bool add;
};

/// One tile: `places` places side by side, their sums in the order of the taps. F, S: as `depthwise_row` says
/// it; V: vectors; `step` elements from one input to the next.
template <int F, int S, bool Whole, int V, class T>
[[gnu::noinline]] void depthwise_tile(const depthwise_filters<T>& o, const depthwise_taps* taps, int count,
                                      const T* x, int64 step, T* y, int64 y_step, int places,
                                      depthwise_ahead<T>& ahead) {
    constexpr int P = depthwise_places / V, W = simd_width<T>, inputs = (P - 1) * S + F;
    for (int64 c = 0; c < o.C; c += V * W) {
        simd<T> sum[P][V];
#pragma GCC unroll 2
        for (int v = 0; v < V; ++v) ahead.ask(c + v * W);
#pragma GCC unroll 8
        for (int i = 0; i < P; ++i)
#pragma GCC unroll 2
            for (int v = 0; v < V; ++v)
                sum[i][v] = o.bias ? simd<T>::load_unaligned(o.bias + c + v * W) : simd<T>(T(0));
        for (const depthwise_taps *t = taps, *end = taps + count; t != end; ++t) {
            simd<T> weight[F][V];
#pragma GCC unroll 8
            for (int f = 0; f < F; ++f)
#pragma GCC unroll 2
                for (int v = 0; v < V; ++v) {
                    weight[f][v] = simd<T>::load_unaligned(o.w + t->w + f * o.w_step + c + v * W);
                    keep_in_register<T>(weight[f][v]);
                }
            int64 at = t->x + c;
#pragma GCC unroll 32
            for (int i = 0; i < inputs; ++i) {
                if (Whole || (i >= t->lo && i < t->hi))
#pragma GCC unroll 2
                    for (int v = 0; v < V; ++v) {
                        simd<T> input = simd<T>::load_unaligned(x + at + i % 4 * step + v * W);
                        keep_in_register<T>(input);
#pragma GCC unroll 8
                        for (int f = 0; f < F; ++f)
                            if ((i - f) % S == 0 && i >= f && i - f <= (P - 1) * S)
                                sum[(i - f) / S][v] = xsimd::fma(weight[f][v], input, sum[(i - f) / S][v]);
                    }
                if (i % 4 == 3) at += 4 * step;
            }
        }
        T* const to = y + c;
#pragma GCC unroll 8
        for (int i = 0; i < P; ++i) {
            if (!Whole && i >= places) break;
#pragma GCC unroll 2
            for (int v = 0; v < V; ++v) {
                T* const there = to + i * y_step + v * W;
                if (o.add) sum[i][v] += simd<T>::load_unaligned(there);
                some_lanes<T>{o.C - c - v * W}.store(there, sum[i][v]);
                if ((c + v * W) % ahead.line == 0) expect_store(there + ahead.y);
            }
        }
    }
}

/// Where the sums of a weight gradient are added: dw and, unless it is null, db. `w_step`: as the filters'.
template <class T>
struct depthwise_sums {
    int C;
    T *dw, *db;
    int64 w_step;
};

/// The terms of one tile, added to the sums of all taps.
template <int F, int S, bool Whole, class T>
[[gnu::noinline]] void depthwise_tile_gradient(const depthwise_sums<T>& o, const depthwise_taps* taps,
                                               int count, const T* x, int64 step, const T* dz, int places,
                                               depthwise_ahead<T>& ahead) {
    constexpr int P = depthwise_places, inputs = (P - 1) * S + F;
    for (int64 c = 0; c < o.C; c += simd_width<T>) {
        ahead.ask(c);
        const some_lanes<T> lanes{o.C - c};
        simd<T> g[P];
#pragma GCC unroll 8
        for (int i = 0; i < P; ++i) {
            const T* const from = dz + i * int64(o.C) + c;
            g[i] = Whole || i < places ? simd<T>::load_unaligned(from) : simd<T>(T(0));
            if (c % ahead.line == 0) expect_load(from + ahead.y);
        }
        const auto add = [&](T* to, const simd<T>& sum) {
            lanes.store(to, simd<T>::load_unaligned(to) + sum);
        };
        if (o.db) add(o.db + c, ((g[0] + g[1]) + (g[2] + g[3])) + ((g[4] + g[5]) + (g[6] + g[7])));
        for (const depthwise_taps *t = taps, *end = taps + count; t != end; ++t) {
            simd<T> sum[F];
#pragma GCC unroll 8
            for (int f = 0; f < F; ++f) sum[f] = simd<T>(T(0));
            int64 at = t->x + c;
#pragma GCC unroll 32
            for (int i = 0; i < inputs; ++i) {
                if (Whole || (i >= t->lo && i < t->hi)) {
                    simd<T> v = simd<T>::load_unaligned(x + at + i % 4 * step);
                    keep_in_register<T>(v);
#pragma GCC unroll 8
                    for (int f = 0; f < F; ++f)
                        if ((i - f) % S == 0 && i >= f && i - f <= (P - 1) * S)
                            sum[f] = xsimd::fma(g[(i - f) / S], v, sum[f]);
                }
                if (i % 4 == 3) at += 4 * step;
            }
#pragma GCC unroll 8
            for (int f = 0; f < F; ++f) add(o.dw + t->w + f * o.w_step + c, sum[f]);
        }
    }
}

/// The rows of an image that a row of places sees, each by a row of taps.
struct depthwise_lines {
    int count = 0;
    struct {
        int tap, at;
    } seen[most_depthwise_taps];

    void add(int tap, int at, int extent) {
        if (at >= 0 && at < extent) seen[count++] = {tap, at};
    }
};

/// Calls `run(first, places, taps, count, whole)` for the tiles of a row, of P places. `F`: taps in a row of
/// the weights.
template <class Run>
void for_depthwise_tiles(const depthwise_row& row, const depthwise_lines& lines, int F, int64 C, int P,
                         Run&& run) {
    for (int first = 0; first < row.places; first += P) {
        const int places = std::min(P, row.places - first), unit = row.unit(), S = row.F == 1 ? 1 : row.step,
                  inputs = (places - 1) * S + row.F;
        depthwise_taps taps[most_depthwise_taps];
        int count = 0;
        bool whole = places == P;
        for (int i = 0; i < lines.count; ++i)
            for (int j = 0; j < row.taps; j += row.F) {
                const int at = first * row.step + row.at[j], lo = at >= 0 ? 0 : (unit - 1 - at) / unit,
                          hi = at < row.extent ? (row.extent - 1 - at) / unit + 1 : 0;
                taps[count++] = {(int64(lines.seen[i].tap) * F + row.tap[j]) * C,
                                 (int64(lines.seen[i].at) * row.extent + at) * C, lo, std::min(hi, inputs)};
                whole = whole && lo == 0 && hi >= inputs;
            }
        run(first, places, taps, count, whole);
    }
}

/// Calls `body` with F and S of a row's tiles as constants.
template <class Body>
void with_depthwise_window(const depthwise_row& row, Body&& body) {
    const auto call = [&]<int F, int S>(std::integer_sequence<int, F, S>) {
        body.template operator()<F, S>();
    };
    switch (row.F) {
        case 2:
            return call(std::integer_sequence<int, 2, 1>{});
        case 3:
            return row.step == 1 ? call(std::integer_sequence<int, 3, 1>{})
                                 : call(std::integer_sequence<int, 3, 2>{});
        case 5:
            return call(std::integer_sequence<int, 5, 1>{});
        case 7:
            return call(std::integer_sequence<int, 7, 1>{});
        default:
            return call(std::integer_sequence<int, 1, 1>{});
    }
}

/// One row of places from an image x, `y_step` elements apart.
template <class T>
void depthwise_places_of_row(depthwise_filters<T> o, const depthwise_row& row, const depthwise_lines& lines,
                             int F, const T* x, T* y, int64 y_step, depthwise_ahead<T>& ahead) {
    o.w_step = row.F > 1 ? int64(row.tap[1] - row.tap[0]) * o.C : 0;
    const auto tiles = [&]<int Taps, int S, int V>(std::integer_sequence<int, Taps, S, V>) {
        for_depthwise_tiles(
            row, lines, F, o.C, depthwise_places / V,
            [&](int first, int places, const depthwise_taps* taps, int count, bool whole) {
                T* const to = y + first * y_step;
                const int64 step = int64(row.unit()) * o.C;
                whole ? depthwise_tile<Taps, S, true, V>(o, taps, count, x, step, to, y_step, places, ahead)
                      : depthwise_tile<Taps, S, false, V>(o, taps, count, x, step, to, y_step, places, ahead);
            });
    };
    with_depthwise_window(row, [&]<int Taps, int S>() {
        if constexpr (Taps == 3)
            if (depthwise_in_pairs<T>(o.C)) return tiles(std::integer_sequence<int, Taps, S, 2>{});
        tiles(std::integer_sequence<int, Taps, S, 1>{});
    });
}

/// What each line of a place asks for, so that all tiles of a row, of `places` each, ask for `pixels`.
inline int depthwise_lines_ahead(int64 pixels, const depthwise_row& row, int places) {
    const int tiles = (row.places + places - 1) / places;
    return tiles == 0 ? 0 : static_cast<int>((pixels + tiles - 1) / tiles);
}
template <class T>
constexpr int depthwise_places_of(const depthwise_row& row, int C) {
    return row.F == 3 && depthwise_in_pairs<T>(C) ? depthwise_places / 2 : depthwise_places;
}

}  // namespace detail

/// Rows [begin, end) of y; `finish(run, elements)` as for `convolve`.
template <class T, class Finish>
void depthwise_convolve(const convolution_extents& e, const T* x, const T* w, const T* bias, T* y,
                        Finish&& finish, slice rows) {
    const detail::depthwise_filters<T> o{e.C, w, bias, 0, false};
    const detail::depthwise_row row = detail::depthwise_row_of_output(e.x);
    const int64 pitch = int64(e.W()) * e.C, y_pitch = int64(e.OW()) * e.C;
    for (int64 oy = rows.begin; oy < rows.end; ++oy) {
        detail::depthwise_lines lines;
        const int top = e.y.begin(static_cast<int>(oy));
        for (int f = 0; f < e.y.F; ++f) lines.add(f, top + f * e.y.D, e.H());
        detail::depthwise_ahead<T> ahead{
            x + (top + e.y.span()) * pitch,
            detail::depthwise_lines_ahead(int64(e.y.S) * e.W(), row,
                                          detail::depthwise_places_of<T>(row, e.C)),
            y_pitch};
        T* const to = y + oy * y_pitch;
        detail::depthwise_places_of_row(o, row, lines, e.x.F, x, to, e.C, ahead);
        finish(to, e.OW() * e.C);
    }
}

/// dx (overwritten, or added to where `add`) from dz, and w as it is.
template <class T>
void depthwise_gradient(const convolution_extents& e, const T* dz, const T* w, T* dx, bool add) {
    const detail::depthwise_filters<T> o{e.C, w, nullptr, 0, add};
    const int64 pitch = int64(e.OW()) * e.C, dx_pitch = int64(e.W()) * e.C;
    for (int iy = 0; iy < e.H(); ++iy) {
        const int r = (iy + e.y.before) % e.y.S, q = (iy + e.y.before) / e.y.S;
        detail::depthwise_lines lines;
        taps_of_phase(e.y, r, [&](int f, int m) { lines.add(f, q - m, e.OH()); });
        for (int rx = 0; rx < e.x.S; ++rx) {
            const detail::depthwise_row row = detail::depthwise_row_of_input(e.x, rx);
            detail::depthwise_ahead<T> ahead{
                dz + (q + 1) * pitch,
                r == 0 && rx == 0
                    ? detail::depthwise_lines_ahead(e.OW(), row, detail::depthwise_places_of<T>(row, e.C))
                    : 0,
                dx_pitch};
            detail::depthwise_places_of_row(o, row, lines, e.x.F, dz,
                                            dx + iy * dx_pitch + int64(phase_of(e.x, rx).first) * e.C,
                                            int64(e.x.S) * e.C, ahead);
        }
    }
}

/// Blocks of a run of `depthwise_weight_gradient`'s sums: a block is a tile, of fewer terms than others have.
inline constexpr int depthwise_blocks_of_run = terms_of_block;

/// dw and, unless it is null, db of one sample from x and dz, added to sums of `depthwise_blocks_of_run`.
template <class T>
void depthwise_weight_gradient(const convolution_extents& e, const T* x, const T* dz, long_sums<T>& dw,
                               long_sums<T>* db) {
    const detail::depthwise_row row = detail::depthwise_row_of_output(e.x);
    const int64 pitch = int64(e.W()) * e.C, dz_pitch = int64(e.OW()) * e.C, step = int64(row.unit()) * e.C;
    const detail::depthwise_sums<T> o{e.C, dw.some(), db ? db->some() : nullptr, row.F > 1 ? e.C : 0};
    // taps that a row does not have add nothing, so sums start from zeros
    const auto start = [](const long_sums<T>& sums, int64 n) {
        if (!sums.adds()) std::memset(sums.some(), 0, static_cast<std::size_t>(n) * sizeof(T));
    };
    detail::with_depthwise_window(row, [&]<int F, int S>() {
        for (int oy = 0; oy < e.OH(); ++oy) {
            detail::depthwise_lines lines;
            const int top = e.y.begin(oy);
            for (int f = 0; f < e.y.F; ++f) lines.add(f, top + f * e.y.D, e.H());
            detail::depthwise_ahead<T> ahead{
                x + (top + e.y.span()) * pitch,
                detail::depthwise_lines_ahead(int64(e.y.S) * e.W(), row, detail::depthwise_places), dz_pitch};
            detail::for_depthwise_tiles(
                row, lines, e.x.F, e.C, detail::depthwise_places,
                [&](int first, int places, const detail::depthwise_taps* taps, int count, bool whole) {
                    start(dw, e.weights());
                    if (db) start(*db, e.C);
                    const T* const from = dz + oy * dz_pitch + int64(first) * e.C;
                    whole ? detail::depthwise_tile_gradient<F, S, true>(o, taps, count, x, step, from, places,
                                                                        ahead)
                          : detail::depthwise_tile_gradient<F, S, false>(o, taps, count, x, step, from,
                                                                         places, ahead);
                    dw.block_done();
                    if (db) db->block_done();
                });
        }
    });
}

}  // namespace strata::inline STRATA_TARGET
