// SPDX-License-Identifier: MIT
#pragma once
/// Convolution of one sample, forward and backward, on the register tile.
///
///     forward     y[oy, ox, k] = b[k] + sum_{fy, fx, c} x[S oy + D fy - P, S ox + D fx - P, c] w[fy, fx, c, k]
///     data        dx = dz convolved with the flipped w, one set of taps for each phase of the stride
///     weights     dw[fy, fx, c, k] = sum_{oy, ox} x[S oy + D fy - P, S ox + D fx - P, c] dz[oy, ox, k]
///
///     x: [H, W, C]   y, dz: [OH, OW, K]   w: [F, F, C / G, K]   b: [K]      (channels last; zero outside x)
///
/// Padding is a frame of zeros around a copy of one sample, which stays in the cache; nothing larger is ever
/// copied.
#include <algorithm>
#include <strata/kernels/convolution/pixels_together.hpp>
#include <strata/kernels/products/tile_grid.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// The weights of a convolution as `convolve` reads them.
template <class T>
struct convolution_weights {
    const T *w, *bias;  ///< bias may be null
    int64 ldw;          ///< K, or m K with m pixels together, or `in_panels`
    int together = 1;   ///< pixels
};

/// Rows [begin, end) of y of one sample; `finish(run, columns)` is called on each run of finished values
/// while it is in the cache. scratch: `input_frame(e).size()` elements where P > 0.
template <class T, class Finish>
void convolve(const convolution_extents& e, const T* x, const convolution_weights<T>& weights, T* y,
              T* scratch, Finish&& finish, slice rows) {
    const int64 pitch = input_frame(e).pitch();
    const T* frame = frame_input(e, x, scratch, rows) + rows.begin * e.y.S * pitch;
    const int m = weights.together, across = e.OW() / m, c = e.C / e.G, k = e.K / e.G;
    const int64 y_step = int64(m) * e.K;
    y += rows.begin * e.OW() * e.K;
    const tile_grid<T> grid{frame,
                            e.y.S * pitch,
                            int64(m) * e.x.S * e.C,
                            y,
                            across * y_step,
                            y_step,
                            static_cast<int>(rows.end - rows.begin),
                            across};
    for_grid_rows(grid, [&](const grid_rows<T>& block) {
        for (int g = 0; g < e.G; ++g) {
            const tile_columns_of<T> columns{m * k,
                                             weights.w + g * k,
                                             weights.ldw,
                                             int64(e.taps()) * c,
                                             weights.bias ? weights.bias + g * k : nullptr,
                                             g * k};
            run_grid_rows(block, columns, 1, false, [&](auto& sum) {
                for (int fy = 0; fy < e.y.F; ++fy)
                    if (e.rows_in_turn())
                        sum.add(fy * e.y.D * pitch, fy * (e.x.F + m - int64{1}) * e.C, (e.x.F + m - 1) * e.C);
                    else
                        for (int fx = 0; fx < e.x.F; ++fx)
                            sum.add(fy * e.y.D * pitch + int64(fx) * e.x.D * e.C + g * c,
                                    (int64(fy) * e.x.F + fx) * c, c);
            });
        }
        finish(block.c[0], static_cast<int>(block.count * y_step));
    });
}
template <class T, class Finish>
void convolve(const convolution_extents& e, const T* x, const convolution_weights<T>& weights, T* y,
              T* scratch, Finish&& finish) {
    convolve(e, x, weights, y, scratch, finish, {0, e.OH()});
}

/// Elements of the weights in the order that the gradient of x reads them.
template <class T>
constexpr int64 packed_for_gradient(const convolution_extents& e) {
    return e.G == 1 ? panel_elements<T>(int64(e.taps()) * e.K, e.C) : e.weights();
}

/// w: [F, F, C / G, K] in the order the gradient of x reads it: phase by phase, tap by tap, [K, C / G] each;
/// the taps of a phase in panels where there is one group.
template <class T>
void pack_for_gradient(const convolution_extents& e, const T* w, T* packed) {
    const int c = e.C / e.G;
    for (int ry = 0; ry < e.y.S; ++ry)
        for (int rx = 0; rx < e.x.S; ++rx) {
            int taps = 0;
            taps_of_phase(e.y, ry, [&](int, int) { taps_of_phase(e.x, rx, [&](int, int) { ++taps; }); });
            int tap = 0;
            taps_of_phase(e.y, ry, [&](int fy, int) {
                taps_of_phase(e.x, rx, [&](int fx, int) {
                    const T* from = w + (int64(fy) * e.x.F + fx) * c * e.K;
                    if (e.G > 1) return transpose(from, e.K, packed + tap++ * int64(c) * e.K, c, c, e.K);
                    for (int i = 0; i < panel_count<T>(c); ++i) {
                        const panel_columns at = panel_at<T>(c, i);
                        transpose(from + int64(at.left) * e.K, e.K,
                                  packed + (int64(at.left) * taps + tap * at.width) * e.K, at.width, at.count,
                                  e.K);
                    }
                    ++tap;
                });
            });
            packed += e.G > 1 ? taps * int64(e.K) * c : panel_elements<T>(int64(taps) * e.K, c);
        }
}

/// dx of one sample (overwritten, or added to where `add`) from dz in its `gradient_frame` f and packed
/// weights.
template <class T>
void convolve_gradient(const convolution_extents& e, const framed& f, const T* dz_frame, const T* packed,
                       T* dx, bool add) {
    const int c = e.C / e.G, k = e.K / e.G;
    for_each_phase(e, [&](const gradient_phase& p) {
        int taps = 0;
        taps_of_phase(e.y, p.ry, [&](int, int) { taps_of_phase(e.x, p.rx, [&](int, int) { ++taps; }); });
        const auto add_segments = [&](auto& sum, int g) {
            int64 at = int64(g) * k;
            taps_of_phase(e.y, p.ry, [&](int, int my) {
                int row_taps = 0, farthest = 0;
                taps_of_phase(e.x, p.rx, [&](int, int mx) {
                    if (e.rows_in_turn()) {
                        farthest = row_taps++ == 0 ? mx : farthest;
                        return;
                    }
                    sum.add(int64(g) * k - (my * f.pitch() + int64(mx) * e.K), at, k);
                    at += e.K;
                });
                if (row_taps == 0) return;
                sum.add(-(my * f.pitch() + int64(farthest) * e.K), at, row_taps * e.K);
                at += row_taps * e.K;
            });
        };
        const tile_grid<T> grid{dz_frame + f.at(p.dz_row, p.dz_column),
                                f.pitch(),
                                e.K,
                                dx + (int64(p.row) * e.W() + p.column) * e.C,
                                int64(e.y.S) * e.W() * e.C,
                                int64(e.x.S) * e.C,
                                p.down,
                                p.across};
        if (p.down > 0 && p.across > 0)
            for_grid_rows(grid, [&](const grid_rows<T>& block) {
                for (int g = 0; g < e.G; ++g)
                    run_grid_rows(
                        block, {c, packed, e.G > 1 ? c : in_panels, int64(taps) * e.K, nullptr, int64(g) * c},
                        1, add, [&](auto& sum) { add_segments(sum, g); });
            });
        packed += e.G > 1 ? taps * int64(e.K) * c : panel_elements<T>(int64(taps) * e.K, c);
    });
}

/// Rows of dz that `convolve_weight_gradient` takes at a time, and places of a long one.
constexpr int lines_at_a_time(int across) { return 192 / across + 1; }
inline constexpr int places_at_a_time = 8 * terms_of_block;

/// Elements of the panels that it copies them into, so that all rows of dw find them side by side and in
/// whole vectors; none where few do.
template <class T>
constexpr int64 weight_gradient_panels(const convolution_extents& e, int m) {
    const int across = e.OW() / m, lines = std::min(e.OH(), lines_at_a_time(across));
    if (e.G > 1 || int64(e.taps()) * e.C < 16 * tile_rows) return 0;
    return rounded(panel_elements<T>(int64(lines) * std::min(across, places_at_a_time), m * e.K)) +
           slack_elements;
}

/// dw of one sample, added to `dw`, from x in its `input_frame` and dz in the image f, whose zeros around it
/// are not read. With m pixels together it is dv. Some rows of the image at a time, or parts of a long one:
/// what is read of them for each tap stays in the cache. panels: `weight_gradient_panels` elements, or null.
template <class T>
void convolve_weight_gradient(const convolution_extents& e, const framed& f, const T* x_frame,
                              const T* dz_frame, long_sums<T>& dw, int m = 1, T* panels = nullptr) {
    const int64 pitch = input_frame(e).pitch();
    const int c = e.C / e.G, k = e.K / e.G, across = e.OW() / m;
    const bool whole_windows = e.rows_in_turn();
    // taps that are taken apart along each axis
    const int down = whole_windows ? 1 : e.y.F, wide = whole_windows ? 1 : e.x.F;
    const int rows = whole_windows ? e.y.F : 1, columns = whole_windows ? (e.x.F + m - 1) * e.C : c,
              lines = lines_at_a_time(across);
    const int64 step = int64(m) * e.x.S * e.C, wide_k = int64(m) * e.K;
    const auto portion = [&](int top, int left, int right) {
        const int bottom = std::min(top + lines, e.OH()), places = right - left;
        const T* const dz = dz_frame + f.at(top, 0) + left * wide_k;
        if (panels)
            for (int i = 0; i < panel_count<T>(static_cast<int>(wide_k)); ++i) {
                const panel_columns at = panel_at<T>(static_cast<int>(wide_k), i);
                T* to = panels + int64(at.left) * (bottom - top) * places;
                for (int oy = top; oy < bottom; ++oy)
                    for (int ox = 0; ox < places; ++ox, to += at.width)
                        for (int64 j = 0; j < at.width; j += simd_width<T>)
                            simd<T>::load_unaligned(dz + (oy - top) * f.pitch() + ox * wide_k + at.left + j)
                                .store_unaligned(to + j);
            }
        // from one place and one row of dz to the next: elements, or places in panels
        const int64 place = panels ? 1 : wide_k, line = panels ? places : f.pitch();
        for (int fy = 0; fy < down; ++fy)
            for (int fx = 0; fx < wide; ++fx)
                for (int g = 0; g < e.G; ++g) {
                    const tile_grid<T> grid{x_frame + fy * e.y.D * pitch + int64(fx) * e.x.D * e.C + g * c,
                                            e.y.D * pitch,
                                            1,
                                            dw.some() + (int64(fy) * e.x.F + fx) * c * e.K + g * k,
                                            columns * wide_k,
                                            wide_k,
                                            rows,
                                            columns};
                    const tile_columns_of<T> b{m * k,
                                               panels ? panels : dz + g * k,
                                               panels ? in_panels : wide_k,
                                               int64(bottom - top) * places,
                                               nullptr,
                                               0,
                                               panels ? 0 : 1,
                                               terms_of_block};
                    for_grid_rows(grid, [&](const grid_rows<T>& block) {
                        run_grid_rows(block, b, step, dw.adds(), [&](auto& sum) {
                            for (int oy = top; oy < bottom; ++oy)
                                for (int first = 0; first < places; first += terms_of_block)
                                    sum.add(oy * e.y.S * pitch + (left + first) * step,
                                            (oy - top) * line + first * place,
                                            std::min(places - first, terms_of_block));
                        });
                    });
                }
        dw.block_done();
    };
    for (int top = 0; top < e.OH(); top += lines)
        for (int left = 0; left < across; left += places_at_a_time)
            portion(top, left, std::min(across, left + places_at_a_time));
}

}  // namespace strata::inline STRATA_TARGET
