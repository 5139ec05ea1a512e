// SPDX-License-Identifier: MIT
#pragma once
/// Depthwise convolution of one sample: each channel has a filter of its own.
///
///     forward     y[oy, ox, c] = b[c] + sum_{fy, fx} x[S oy + D fy - P, S ox + D fx - P, c] w[fy, fx, c]
///     data        dx[iy, ix, c] = the sum of dz[oy, ox, c] w[fy, fx, c] over the places that saw it
///     weights     dw[fy, fx, c] = sum_{oy, ox} x[S oy + D fy - P, S ox + D fx - P, c] dz[oy, ox, c]
///
///     x: [H, W, C]   y, dz: [OH, OW, C]   w: [F, F, C]   b: [C]      (channels last; zero outside x)
///
/// Vectors lie over the channels, and several places or taps share what has been loaded; there is no product
/// of matrices in it. Images are read through the frames of `convolution.hpp`.
#include <strata/kernels/convolution/convolution_extents.hpp>
#include <strata/kernels/long_sums.hpp>
#include <strata/kernels/simd.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// A tap: where its weights are, and how far its element is from the place's first.
struct depthwise_tap {
    int64 w, x;
};
inline constexpr int most_depthwise_taps = 128;

/// Whether these kernels take it.
constexpr bool is_depthwise(const convolution_extents& e) {
    return e.depthwise() && e.taps() <= most_depthwise_taps;
}

/// The sums of `Places` places over all taps, in the order of the taps.
template <int Places, class T, class Lanes>
[[gnu::always_inline]] inline void depthwise_places(const depthwise_tap* taps, int count, const T* w,
                                                    const T* x, int64 x_step, const simd<T>& start, T* y,
                                                    int64 y_step, bool add, const Lanes& lanes) {
    simd<T> sum[Places];
#pragma GCC unroll 8
    for (int i = 0; i < Places; ++i) sum[i] = start;
    for (int t = 0; t < count; ++t) {
        const simd<T> weight = lanes.load(w + taps[t].w);
        const T* from = x + taps[t].x;
#pragma GCC unroll 8
        for (int i = 0; i < Places; ++i) sum[i] = xsimd::fma(weight, lanes.load(from + i * x_step), sum[i]);
    }
#pragma GCC unroll 8
    for (int i = 0; i < Places; ++i) store_or_add(lanes, y + i * y_step, sum[i], add);
}

/// `places` places in a row, `x_step` apart in x and `y_step` in y. bias may be null.
template <class T>
[[gnu::noinline]] void depthwise_row(int C, int places, const depthwise_tap* taps, int count, const T* w,
                                     const T* bias, const T* x, int64 x_step, T* y, int64 y_step, bool add) {
    constexpr int group = 8;
    sweep<T>(C, [&](int64 c, auto lanes) {
        const simd<T> start = bias ? lanes.load(bias + c) : simd<T>(T(0));
        int i = 0;
        for (; i + group <= places; i += group)
            depthwise_places<group>(taps, count, w + c, x + i * x_step + c, x_step, start, y + i * y_step + c,
                                    y_step, add, lanes);
        for (; i < places; ++i)
            depthwise_places<1>(taps, count, w + c, x + i * x_step + c, x_step, start, y + i * y_step + c,
                                y_step, add, lanes);
    });
}

/// Rows [begin, end) of y; `finish(run, columns)` and scratch as for `convolve`.
template <class T, class Finish>
void depthwise_convolve(const convolution_extents& e, const T* x, const T* w, const T* bias, T* y, T* scratch,
                        Finish&& finish, slice rows) {
    const T* frame = frame_input(e, x, scratch, rows);
    const int64 pitch = input_frame(e).pitch();
    depthwise_tap taps[most_depthwise_taps];
    for (int fy = 0; fy < e.y.F; ++fy)
        for (int fx = 0; fx < e.x.F; ++fx)
            taps[fy * e.x.F + fx] = {(int64(fy) * e.x.F + fx) * e.C,
                                     fy * e.y.D * pitch + int64(fx) * e.x.D * e.C};
    for (int64 oy = rows.begin; oy < rows.end; ++oy) {
        T* to = y + oy * e.OW() * e.C;
        depthwise_row(e.C, e.OW(), taps, e.taps(), w, bias, frame + oy * e.y.S * pitch, int64(e.x.S) * e.C,
                      to, e.C, false);
        finish(to, e.OW() * e.C);
    }
}

/// dx (overwritten, or added to where `add`) from dz in its `gradient_frame` f, and w as it is.
template <class T>
void depthwise_gradient(const convolution_extents& e, const framed& f, const T* dz_frame, const T* w, T* dx,
                        bool add) {
    for_each_phase(e, [&](const gradient_phase& p) {
        depthwise_tap taps[most_depthwise_taps];
        int count = 0;
        taps_of_phase(e.y, p.ry, [&](int fy, int my) {
            taps_of_phase(e.x, p.rx, [&](int fx, int mx) {
                taps[count++] = {(int64(fy) * e.x.F + fx) * e.C, -(my * f.pitch() + int64(mx) * e.C)};
            });
        });
        for (int line = 0; line < p.down; ++line)
            depthwise_row(e.C, p.across, taps, count, w, static_cast<const T*>(nullptr),
                          dz_frame + f.at(p.dz_row + line, p.dz_column), e.C,
                          dx + (int64(p.row + line * e.y.S) * e.W() + p.column) * e.C, int64(e.x.S) * e.C,
                          add);
    });
}

/// Output places whose terms are summed by themselves: rows [top, bottom), columns [left, right).
struct depthwise_block {
    int top, bottom, left, right;
};

/// The sums over a block of places of `Taps` taps.
template <int Taps, class T, class Lanes>
[[gnu::always_inline]] inline void depthwise_taps(const convolution_extents& e, const depthwise_block& at,
                                                  const depthwise_tap* taps, const T* x, int64 x_pitch,
                                                  const T* dz, int64 dz_pitch, long_sums<T>& dw, int64 c,
                                                  const Lanes& lanes) {
    simd<T> sum[Taps];
#pragma GCC unroll 9
    for (int t = 0; t < Taps; ++t) sum[t] = simd<T>(T(0));
    for (int oy = at.top; oy < at.bottom; ++oy)
        for (int ox = at.left; ox < at.right; ++ox) {
            const simd<T> g = lanes.load(dz + oy * dz_pitch + int64(ox) * e.C);
            const T* from = x + oy * e.y.S * x_pitch + int64(ox) * e.x.S * e.C;
#pragma GCC unroll 9
            for (int t = 0; t < Taps; ++t) sum[t] = xsimd::fma(g, lanes.load(from + taps[t].x), sum[t]);
        }
#pragma GCC unroll 9
    for (int t = 0; t < Taps; ++t) dw.add(taps[t].w + c, lanes, sum[t]);
}

/// dw of one sample, added to `dw`, from x in its `input_frame` and dz in its `gradient_frame` f.
template <class T>
[[gnu::noinline]] void depthwise_weight_gradient(const convolution_extents& e, const framed& f,
                                                 const T* x_frame, const T* dz_frame, long_sums<T>& dw) {
    constexpr int group = 9;
    const int64 pitch = input_frame(e).pitch();
    depthwise_tap taps[most_depthwise_taps];
    for (int fy = 0; fy < e.y.F; ++fy)
        for (int fx = 0; fx < e.x.F; ++fx)
            taps[fy * e.x.F + fx] = {(int64(fy) * e.x.F + fx) * e.C,
                                     fy * e.y.D * pitch + int64(fx) * e.x.D * e.C};
    const T* dz = dz_frame + f.at(0, 0);
    const int OH = e.OH(), OW = e.OW(), across = OW < 2 * terms_of_block ? OW : terms_of_block,
              down = (terms_of_block - 1) / across + 1;
    for (int top = 0; top < OH; top += down)
        for (int left = 0; left < OW; left += across) {
            const depthwise_block at{top, OH - top < down ? OH : top + down, left,
                                     OW - left < across ? OW : left + across};
            sweep<T>(e.C, [&](int64 c, auto lanes) {
                int t = 0;
                for (; t + group <= e.taps(); t += group)
                    depthwise_taps<group>(e, at, taps + t, x_frame + c, pitch, dz + c, f.pitch(), dw, c,
                                          lanes);
                for (; t < e.taps(); ++t)
                    depthwise_taps<1>(e, at, taps + t, x_frame + c, pitch, dz + c, f.pitch(), dw, c, lanes);
            });
            dw.block_done();
        }
}

}  // namespace strata::inline STRATA_TARGET
