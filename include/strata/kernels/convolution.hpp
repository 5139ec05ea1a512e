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
/// Padding is a frame of zeros around a copy of one sample, which stays in the cache; nothing larger is ever copied.
#include <strata/kernels/parallel.hpp>
#include <strata/kernels/tile.hpp>
#include <strata/shape/window.hpp>

namespace strata {

/// The numbers of a convolution.
struct convolution_extents {
    int C, H, W;  ///< input
    int K, F;     ///< filters, taps along each axis
    int S, P, D, G;

    [[nodiscard]] constexpr window rows() const { return {H, F, S, P, D}; }
    [[nodiscard]] constexpr window columns() const { return {W, F, S, P, D}; }
    [[nodiscard]] constexpr int OH() const { return rows().output(); }
    [[nodiscard]] constexpr int OW() const { return columns().output(); }
    [[nodiscard]] constexpr long weights() const { return long(F) * F * (C / G) * K; }
    [[nodiscard]] constexpr bool depthwise() const { return G == C && K == C && G > 1; }
};

/// An image with a frame of zeros: `top`, `left` in front, `height` x `width` with the frame, `channels` in a pixel.
struct framed {
    int top, left, height, width, channels;

    [[nodiscard]] constexpr long pitch() const { return long(width) * channels; }
    [[nodiscard]] constexpr long size() const { return height * pitch(); }
    [[nodiscard]] constexpr long at(int y, int x) const {
        return (y + top) * pitch() + long(x + left) * channels;
    }
};

/// The frame that the forward pass reads x through.
constexpr framed input_frame(const convolution_extents& e) {
    return {e.P, e.P, e.H + 2 * e.P, e.W + 2 * e.P, e.C};
}

/// The frame that the gradient of x reads dz through: as wide as the outermost tap reaches.
constexpr framed gradient_frame(const convolution_extents& e) {
    struct reach {
        int before = 0, after = 0;
    };
    auto along = [&](const window& w) {
        reach r;
        for (int i = 0; i < w.W; ++i)
            for (int f = 0; f < w.F; ++f) {
                const int shifted = i + w.P - f * w.D;
                if (shifted % w.S != 0) continue;
                const int o = shifted / w.S;
                if (-o > r.before) r.before = -o;
                if (o - w.output() + 1 > r.after) r.after = o - w.output() + 1;
            }
        return r;
    };
    const reach y = along(e.rows()), x = along(e.columns());
    return {y.before, x.before, e.OH() + y.before + y.after, e.OW() + x.before + x.after, e.K};
}

/// Copies x: [H, W, C] into its frame, as far as rows [begin, end) of the output see it, and returns where pixel (-P, -P)
/// stands; without padding x is its own frame.
template <class T>
const T* frame_input(const convolution_extents& e, const T* x, T* scratch, slice rows) {
    if (e.P == 0) return x;
    const framed f = input_frame(e);
    const long row = long(e.W) * e.C, margin = long(e.P) * e.C;
    const long last = (rows.end - 1) * e.S + e.rows().span();
    for (long i = rows.begin * e.S; i < last; ++i) {
        T* to = scratch + i * f.pitch();
        if (i < e.P || i >= e.H + e.P) {
            std::memset(to, 0, static_cast<std::size_t>(f.pitch()) * sizeof(T));
            continue;
        }
        std::memset(to, 0, static_cast<std::size_t>(margin) * sizeof(T));
        std::memcpy(to + margin, x + (i - e.P) * row, static_cast<std::size_t>(row) * sizeof(T));
        std::memset(to + margin + row, 0, static_cast<std::size_t>(margin) * sizeof(T));
    }
    return scratch;
}
template <class T>
const T* frame_input(const convolution_extents& e, const T* x, T* scratch) {
    return frame_input(e, x, scratch, {0, e.OH()});
}

/// A list of segments of bounded length; a longer sum is handed out in portions.
template <class Run>
class segment_list {
public:
    explicit segment_list(Run& run) : run_(run) {}
    void add(long a, long b, int depth) {
        if (count_ == capacity) flush();
        segments_[count_++] = {a, b, depth};
    }
    /// Runs what is waiting; a sum of no terms runs once as well, since its result is zero, not nothing.
    void finish() {
        if (count_ > 0 || !ran_) flush();
    }

private:
    static constexpr int capacity = 64;
    void flush() {
        run_(segments_, count_, ran_);
        ran_ = true;
        count_ = 0;
    }
    Run& run_;
    segment segments_[capacity];
    int count_ = 0;
    bool ran_ = false;
};

/// Tiles over `rows` x `columns`, whose row pointers are given by `a_of(row)` and `c_of(row)`.
template <class T, class RowOfA, class RowOfC, class Finish>
inline void run_tiles(tile_operands<T> o, int rows, int columns, RowOfA&& a_of, RowOfC&& c_of, tile_start start,
                      Finish&& finish) {
    const T *b = o.b, *bias = o.bias;
    for (int left = 0; left < columns; left += tile_columns<T>) {
        o.columns = columns - left < tile_columns<T> ? columns - left : tile_columns<T>;
        o.b = b + left;
        if (bias) o.bias = bias + left;
        for (int r = 0; r < rows; r += tile_rows) {
            o.rows = rows - r < tile_rows ? rows - r : tile_rows;
            for (int i = 0; i < tile_rows; ++i) {
                const int at = r + (i < o.rows ? i : 0);
                o.a[i] = a_of(at);
                o.c[i] = c_of(at) + left;
            }
            run_tile(o, start);
            for (int i = 0; i < o.rows; ++i) finish(o.c[i], o.columns);
        }
    }
}

/// How many neighbouring pixels of y are computed as one, so that few filters fill more of a vector.
///
///     y[oy, m o + j, k] = sum_{fy, f, c} x[oy + fy, m o + f, c] v[fy, f, c, (j, k)]      v[fy, f, c, (j, k)] = w[fy, f - j, c, k]
///
/// with zeros where there is no tap f - j: v is a window of F + m - 1 columns with m K filters, which moves by m.
template <class T>
constexpr int pixels_together(const convolution_extents& e) {
    if (e.S != 1 || e.D != 1 || e.G != 1) return 1;
    int m = simd_width<T> / e.K;
    while (m > 1 && e.OW() % m != 0) --m;
    return m > 1 ? m : 1;
}
/// Elements of v.
constexpr long wide_weights(const convolution_extents& e, int m) { return long(e.F) * (e.F + m - 1) * e.C * m * e.K; }

/// v, and behind it the bias m times: `wide_weights(e, m) + m K` elements. bias may be null.
template <class T>
void widen_weights(const convolution_extents& e, int m, const T* w, const T* bias, T* v) {
    std::memset(v, 0, static_cast<std::size_t>(wide_weights(e, m)) * sizeof(T));
    for (int fy = 0; fy < e.F; ++fy)
        for (int fx = 0; fx < e.F; ++fx)
            for (int c = 0; c < e.C; ++c, w += e.K)
                for (int j = 0; j < m; ++j)
                    std::memcpy(v + (((long(fy) * (e.F + m - 1) + fx + j) * e.C + c) * m + j) * e.K, w, static_cast<std::size_t>(e.K) * sizeof(T));
    for (int j = 0; bias && j < m; ++j) std::memcpy(v + wide_weights(e, m) + j * e.K, bias, static_cast<std::size_t>(e.K) * sizeof(T));
}
/// dw from dv: each tap's gradient is the sum over the pixels that it served.
template <class T>
void narrow_weights(const convolution_extents& e, int m, const T* dv, T* dw) {
    for (int fy = 0; fy < e.F; ++fy)
        for (int fx = 0; fx < e.F; ++fx)
            for (int c = 0; c < e.C; ++c, dw += e.K)
                for (int k = 0; k < e.K; ++k) {
                    T sum = 0;
                    for (int j = 0; j < m; ++j) sum += dv[(((long(fy) * (e.F + m - 1) + fx + j) * e.C + c) * m + j) * e.K + k];
                    dw[k] = sum;
                }
}

/// Rows [begin, end) of y of one sample; `finish(run, columns)` is called on each run of finished values while it is in
/// the cache. With m pixels together, w and bias are wide.
/// scratch: `input_frame(e).size()` elements where P > 0.
template <class T, class Finish>
void convolve(const convolution_extents& e, const T* x, const T* w, const T* bias, T* y, T* scratch, Finish&& finish, slice rows, int m = 1) {
    const T* frame = frame_input(e, x, scratch, rows) + rows.begin * e.S * input_frame(e).pitch();
    y += rows.begin * e.OW() * e.K;
    const int height = static_cast<int>(rows.end - rows.begin);
    const long pitch = input_frame(e).pitch();
    const int OW = e.OW(), across = OW / m, c = e.C / e.G, k = e.K / e.G;
    const long step = long(m) * e.S * e.C, y_step = long(m) * e.K;
    for (int g = 0; g < e.G; ++g) {
        tile_operands<T> o{};
        o.b = w + g * k;
        o.bias = bias ? bias + g * k : nullptr;
        o.step = 1;
        o.ldb = y_step;
        auto run = [&](const segment* segments, int count, bool again) {
            o.segments = segments;
            o.segment_count = count;
            run_tiles(
                o, height * across, m * k,
                [&](int p) { return frame + p / across * e.S * pitch + p % across * step + g * c; },
                [&](int p) { return y + p * y_step + g * k; },
                again ? tile_start::output : bias ? tile_start::bias : tile_start::zero, [](T*, int) {});
        };
        segment_list sum(run);
        for (int fy = 0; fy < e.F; ++fy)
            if (e.D == 1 && e.G == 1)
                sum.add(fy * pitch, fy * (e.F + m - 1L) * e.C * y_step, (e.F + m - 1) * e.C);
            else
                for (int fx = 0; fx < e.F; ++fx)
                    sum.add(fy * e.D * pitch + long(fx) * e.D * e.C, (long(fy) * e.F + fx) * c * e.K, c);
        sum.finish();
    }
    for (int oy = 0; oy < height; ++oy) finish(y + long(oy) * OW * e.K, OW * e.K);
}
template <class T, class Finish>
void convolve(const convolution_extents& e, const T* x, const T* w, const T* bias, T* y, T* scratch, Finish&& finish) {
    convolve(e, x, w, bias, y, scratch, finish, {0, e.OH()});
}

/// The taps along one axis that meet input places of phase `r`: f with f D mod S = r, farthest first.
/// `visit(f, m)`: tap f reads output place q - m, where q = (i + P - r) / S.
template <class Visit>
inline void taps_of_phase(const convolution_extents& e, int r, Visit&& visit) {
    for (int f = e.F - 1; f >= 0; --f)
        if (f * e.D % e.S == r) visit(f, (f * e.D - r) / e.S);
}

/// w: [F, F, C / G, K] in the order the gradient of x reads it: phase by phase, tap by tap, [K, C / G] each.
template <class T>
void pack_for_gradient(const convolution_extents& e, const T* w, T* packed) {
    const int c = e.C / e.G;
    for (int ry = 0; ry < e.S; ++ry)
        for (int rx = 0; rx < e.S; ++rx)
            taps_of_phase(e, ry, [&](int fy, int) {
                taps_of_phase(e, rx, [&](int fx, int) {
                    const T* from = w + (long(fy) * e.F + fx) * c * e.K;
                    for (int k = 0; k < e.K; ++k)
                        for (int i = 0; i < c; ++i) *packed++ = from[long(i) * e.K + k];
                });
            });
}

/// dx of one sample (overwritten, or added to where `add`) from dz in its `gradient_frame` f and packed weights.
template <class T>
void convolve_gradient(const convolution_extents& e, const framed& f, const T* dz_frame, const T* packed, T* dx, bool add) {
    const int c = e.C / e.G, k = e.K / e.G;
    for (int ry = 0; ry < e.S; ++ry)
        for (int rx = 0; rx < e.S; ++rx) {
            auto first = [&](int r) { return ((r - e.P) % e.S + e.S) % e.S; };
            const int y0 = first(ry), x0 = first(rx);
            const int down = y0 < e.H ? (e.H - y0 - 1) / e.S + 1 : 0, across = x0 < e.W ? (e.W - x0 - 1) / e.S + 1 : 0;
            int taps = 0;
            taps_of_phase(e, ry, [&](int, int) { taps_of_phase(e, rx, [&](int, int) { ++taps; }); });
            if (down > 0 && across > 0)
                for (int g = 0; g < e.G; ++g) {
                    tile_operands<T> o{};
                    o.b = packed + long(g) * k * c;
                    o.step = 1;
                    o.ldb = c;
                    auto run = [&](const segment* segments, int count, bool again) {
                        o.segments = segments;
                        o.segment_count = count;
                        run_tiles(
                            o, down * across, c,
                            [&](int p) {
                                const int qy = (y0 + p / across * e.S + e.P - ry) / e.S;
                                const int qx = (x0 + p % across * e.S + e.P - rx) / e.S;
                                return dz_frame + f.at(qy, qx) + g * k;
                            },
                            [&](int p) {
                                return dx + (long(y0 + p / across * e.S) * e.W + x0 + p % across * e.S) * e.C + g * c;
                            },
                            again || add ? tile_start::output : tile_start::zero, [](T*, int) {});
                    };
                    segment_list sum(run);
                    long at = 0;
                    const long tap = long(e.K) * c;
                    taps_of_phase(e, ry, [&](int, int my) {
                        int row_taps = 0, farthest = 0;
                        taps_of_phase(e, rx, [&](int, int mx) {
                            if (e.D == 1 && e.G == 1) {
                                farthest = row_taps++ == 0 ? mx : farthest;
                                return;
                            }
                            sum.add(-(my * f.pitch() + long(mx) * e.K), at, k);
                            at += tap;
                        });
                        if (row_taps > 0) {
                            sum.add(-(my * f.pitch() + long(farthest) * e.K), at, row_taps * e.K);
                            at += row_taps * tap;
                        }
                    });
                    sum.finish();
                }
            packed += taps * long(e.K) * c;
        }
}

/// dw (overwritten, or added to where `add`) of one sample, from x in its `input_frame` and dz in its `gradient_frame` f.
/// With m pixels together it is dv.
template <class T>
void convolve_weight_gradient(const convolution_extents& e, const framed& f, const T* x_frame, const T* dz_frame, T* dw, bool add, int m = 1) {
    const long pitch = input_frame(e).pitch();
    const int c = e.C / e.G, k = e.K / e.G;
    const bool whole_rows = e.D == 1 && e.G == 1;
    for (int fy = 0; fy < e.F; ++fy)
        for (int fx = 0; fx < (whole_rows ? 1 : e.F); ++fx)
            for (int g = 0; g < e.G; ++g) {
                const T* a = x_frame + fy * e.D * pitch + long(fx) * e.D * e.C + g * c;
                T* to = dw + (fy * (e.F + m - 1L) + fx) * c * m * e.K + g * k;
                tile_operands<T> o{};
                o.b = dz_frame + f.at(0, 0) + g * k;
                o.step = long(m) * e.S * e.C;
                o.ldb = long(m) * e.K;
                auto run = [&](const segment* segments, int count, bool again) {
                    o.segments = segments;
                    o.segment_count = count;
                    run_tiles(
                        o, whole_rows ? (e.F + m - 1) * e.C : c, m * k, [&](int r) { return a + r; },
                        [&](int r) { return to + long(r) * m * e.K; },
                        again || add ? tile_start::output : tile_start::zero, [](T*, int) {});
                };
                segment_list sum(run);
                for (int oy = 0; oy < e.OH(); ++oy) sum.add(oy * e.S * pitch, oy * f.pitch(), e.OW() / m);
                sum.finish();
            }
}

}  // namespace strata
