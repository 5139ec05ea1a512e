// SPDX-License-Identifier: MIT
#pragma once
/// The numbers of a convolution, and the frames of zeros that it reads images through.
#include <cstring>
#include <strata/kernels/parallel.hpp>
#include <strata/shape/window.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// The numbers of a convolution.
struct convolution_extents {
    int C;             ///< channels of the input
    window_axis y, x;  ///< along its rows and its columns
    int K;             ///< filters
    int G = 1;
    bool small_batch = false;  ///< whether it is run with few samples at a time

    [[nodiscard]] constexpr int H() const { return y.W; }
    [[nodiscard]] constexpr int W() const { return x.W; }
    [[nodiscard]] constexpr int OH() const { return y.output(); }
    [[nodiscard]] constexpr int OW() const { return x.output(); }
    [[nodiscard]] constexpr int taps() const { return y.F * x.F; }
    [[nodiscard]] constexpr int64 weights() const { return int64(y.F) * x.F * (C / G) * K; }
    /// Whether x is read as it lies, without zeros around it.
    [[nodiscard]] constexpr bool bare() const { return y.padded() == y.W && x.padded() == x.W; }
    /// Whether a row of a window is one run of memory.
    [[nodiscard]] constexpr bool rows_in_turn() const { return x.D == 1 && G == 1; }
    [[nodiscard]] constexpr bool depthwise() const { return G == C && K == C && G > 1; }
};

/// The same numbers; a window as large as its image is one tap over all numbers of that image, which lie as
/// its weights do.
constexpr convolution_extents as_one_tap(const convolution_extents& e) {
    const bool all = e.G == 1 && e.bare() && e.y.D == 1 && e.x.D == 1 && e.y.F == e.y.W && e.x.F == e.x.W;
    if (!all || e.taps() == 1) return e;
    return {e.taps() * e.C, {}, {}, e.K, 1, e.small_batch};
}

/// An image with a frame of zeros: `top`, `left` in front, `height` x `width` with the frame, `channels` in a
/// pixel.
struct framed {
    int top, left, height, width, channels;

    [[nodiscard]] constexpr int64 pitch() const { return int64(width) * channels; }
    [[nodiscard]] constexpr int64 size() const { return height * pitch(); }
    [[nodiscard]] constexpr int64 at(int y, int x) const {
        return (y + top) * pitch() + int64(x + left) * channels;
    }
};

/// The frame that the forward pass reads x through.
constexpr framed input_frame(const convolution_extents& e) {
    return {e.y.before, e.x.before, e.y.padded(), e.x.padded(), e.C};
}

/// dz as it lies, with no frame around it.
constexpr framed unframed_output(const convolution_extents& e) { return {0, 0, e.OH(), e.OW(), e.K}; }

/// The frame that the gradient of x reads dz through: as wide as the outermost tap reaches.
constexpr framed gradient_frame(const convolution_extents& e) {
    struct reach {
        int before = 0, after = 0;
    };
    auto along = [&](const window_axis& w) {
        reach r;
        for (int i = 0; i < w.W; ++i)
            for (int f = 0; f < w.F; ++f) {
                const int shifted = i + w.before - f * w.D;
                if (shifted % w.S != 0) continue;
                const int o = shifted / w.S;
                if (-o > r.before) r.before = -o;
                if (o - w.output() + 1 > r.after) r.after = o - w.output() + 1;
            }
        return r;
    };
    const reach y = along(e.y), x = along(e.x);
    return {y.before, x.before, e.OH() + y.before + y.after, e.OW() + x.before + x.after, e.K};
}

/// Zeros around the `rows` x `columns` pixels that an image holds, which are left as they are.
template <class T>
void clear_frame(const framed& f, int rows, int columns, T* image) {
    T* from = image;
    for (int r = 0; r < rows; ++r) {
        T* const row = image + f.at(r, 0);
        std::memset(from, 0, static_cast<std::size_t>(row - from) * sizeof(T));
        from = row + int64(columns) * f.channels;
    }
    std::memset(from, 0, static_cast<std::size_t>(image + f.size() - from) * sizeof(T));
}

/// The taps along one axis that meet input places of phase `r`: f with f D mod S = r, farthest first.
/// `visit(f, m)`: tap f reads output place q - m, where q = (i + P - r) / S.
template <class Visit>
inline void taps_of_phase(const window_axis& a, int r, Visit&& visit) {
    for (int f = a.F - 1; f >= 0; --f)
        if (f * a.D % a.S == r) visit(f, (f * a.D - r) / a.S);
}

/// The places of x along one axis that those taps meet: `count` of them from `first` on, the stride apart;
/// tap f meets dz at `source` - m for the first.
struct axis_phase {
    int first, count, source;
};
constexpr axis_phase phase_of(const window_axis& a, int r) {
    const int first = ((r - a.before) % a.S + a.S) % a.S;
    return {first, first < a.W ? (a.W - first - 1) / a.S + 1 : 0, (first + a.before - r) / a.S};
}

/// The places of x that the same taps meet: `down` rows from `row` on and `across` columns from `column` on,
/// the strides apart. The nearest tap of each reads dz from (dz_row, dz_column) on.
struct gradient_phase {
    int ry, rx, row, column, down, across, dz_row, dz_column;
};
/// Calls `body(phase)` for the SY x SX phases in their order, also for those that no place is in.
template <class Body>
inline void for_each_phase(const convolution_extents& e, Body&& body) {
    for (int ry = 0; ry < e.y.S; ++ry)
        for (int rx = 0; rx < e.x.S; ++rx) {
            const axis_phase y = phase_of(e.y, ry), x = phase_of(e.x, rx);
            body(gradient_phase{ry, rx, y.first, x.first, y.count, x.count, y.source, x.source});
        }
}

/// Copies x: [H, W, C] into its frame, as far as rows [begin, end) of the output see it, and returns where
/// its first zero stands; without padding x is its own frame.
template <class T>
const T* frame_input(const convolution_extents& e, const T* x, T* scratch, slice rows) {
    if (e.bare()) return x;
    const framed f = input_frame(e);
    const int64 row = int64(e.W()) * e.C, left = int64(e.x.before) * e.C, right = int64(e.x.after) * e.C;
    const int64 last = (rows.end - 1) * e.y.S + e.y.span();
    for (int64 i = rows.begin * e.y.S; i < last; ++i) {
        T* to = scratch + i * f.pitch();
        if (i < e.y.before || i >= e.H() + e.y.before) {
            std::memset(to, 0, static_cast<std::size_t>(f.pitch()) * sizeof(T));
            continue;
        }
        std::memset(to, 0, static_cast<std::size_t>(left) * sizeof(T));
        std::memcpy(to + left, x + (i - e.y.before) * row, static_cast<std::size_t>(row) * sizeof(T));
        std::memset(to + left + row, 0, static_cast<std::size_t>(right) * sizeof(T));
    }
    return scratch;
}
template <class T>
const T* frame_input(const convolution_extents& e, const T* x, T* scratch) {
    return frame_input(e, x, scratch, {0, e.OH()});
}

}  // namespace strata::inline STRATA_TARGET
