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
    int C, H, W;  ///< input
    int K, F;     ///< filters, taps along each axis
    int S, P, D, G;

    [[nodiscard]] constexpr window rows() const { return {H, F, S, P, D}; }
    [[nodiscard]] constexpr window columns() const { return {W, F, S, P, D}; }
    [[nodiscard]] constexpr int OH() const { return rows().output(); }
    [[nodiscard]] constexpr int OW() const { return columns().output(); }
    [[nodiscard]] constexpr int64 weights() const { return int64(F) * F * (C / G) * K; }
    [[nodiscard]] constexpr bool depthwise() const { return G == C && K == C && G > 1; }
};

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
    return {e.P, e.P, e.H + 2 * e.P, e.W + 2 * e.P, e.C};
}

/// dz as it lies, with no frame around it.
constexpr framed unframed_output(const convolution_extents& e) { return {0, 0, e.OH(), e.OW(), e.K}; }

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
inline void taps_of_phase(const convolution_extents& e, int r, Visit&& visit) {
    for (int f = e.F - 1; f >= 0; --f)
        if (f * e.D % e.S == r) visit(f, (f * e.D - r) / e.S);
}

/// The places of x that the same taps meet: `down` rows from `row` on and `across` columns from `column` on,
/// S apart. The nearest tap of each reads dz from (dz_row, dz_column) on.
struct gradient_phase {
    int ry, rx, row, column, down, across, dz_row, dz_column;
};
/// Calls `body(phase)` for the S x S phases in their order, also for those that no place is in.
template <class Body>
inline void for_each_phase(const convolution_extents& e, Body&& body) {
    const auto first = [&](int r) { return ((r - e.P) % e.S + e.S) % e.S; };
    const auto count = [&](int from, int extent) {
        return from < extent ? (extent - from - 1) / e.S + 1 : 0;
    };
    for (int ry = 0; ry < e.S; ++ry)
        for (int rx = 0; rx < e.S; ++rx) {
            const int y = first(ry), x = first(rx);
            body(gradient_phase{ry, rx, y, x, count(y, e.H), count(x, e.W), (y + e.P - ry) / e.S,
                                (x + e.P - rx) / e.S});
        }
}

/// Copies x: [H, W, C] into its frame, as far as rows [begin, end) of the output see it, and returns where
/// pixel (-P, -P) stands; without padding x is its own frame.
template <class T>
const T* frame_input(const convolution_extents& e, const T* x, T* scratch, slice rows) {
    if (e.P == 0) return x;
    const framed f = input_frame(e);
    const int64 row = int64(e.W) * e.C, margin = int64(e.P) * e.C;
    const int64 last = (rows.end - 1) * e.S + e.rows().span();
    for (int64 i = rows.begin * e.S; i < last; ++i) {
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

}  // namespace strata::inline STRATA_TARGET
