// SPDX-License-Identifier: MIT
#pragma once
/// Convolution with 3 x 3 taps, stride 1, by Winograd's minimal filtering F(4 x 4, 3 x 3): 36 multiplications
/// for 16 outputs, where the definition takes 144.
///
///     forward     y = A^T [sum_c (G w G^T) * (B^T d B)] A             d: 6 x 6 of x   y: 4 x 4   * place by place
///     data        dx: the same of dz, with w turned round and C and K exchanged
///     weights     dw = G^T [sum over tiles (B^T d B) * (A dz A^T)] G
///
///     V = B^T d B: [36, tiles, C]   U = G w G^T: [36, C, K]   M: [36, tiles, K]      M[i] = V[i] U[i]
///
/// (Lavin and Gray, "Fast algorithms for convolutional neural networks", 2016.) `winograd_axis` has the
/// matrices.
///
/// Channels come last, so that every transform is arithmetic on vectors of channels; rows of V, U and M are
/// whole vectors, in panels where a product reads them as its second operand. Zeros around the image are
/// read, not stored.
#include <strata/kernels/convolution/convolution_extents.hpp>
#include <strata/kernels/convolution/winograd_axis.hpp>
#include <strata/kernels/products/panels.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// What Winograd's form of a convolution reads and writes: x: [H, W, C] with P zeros around to y: [OH, OW,
/// K].
struct winograd_extents {
    int C, H, W, K, P;

    [[nodiscard]] constexpr int OH() const { return H + 2 * P - 2; }
    [[nodiscard]] constexpr int OW() const { return W + 2 * P - 2; }
    [[nodiscard]] constexpr int down() const { return (OH() + 3) / 4; }
    [[nodiscard]] constexpr int across() const { return (OW() + 3) / 4; }
    /// Tiles of a sample.
    [[nodiscard]] constexpr int tiles() const { return down() * across(); }
    [[nodiscard]] constexpr int64 x_size() const { return int64(H) * W * C; }
    [[nodiscard]] constexpr int64 y_size() const { return int64(OH()) * OW() * K; }
};

/// The forward pass of a convolution, and the gradient of its input, which reads dz and writes dx.
constexpr winograd_extents winograd_forward(const convolution_extents& e) {
    return {e.C, e.H(), e.W(), e.K, e.y.before};
}
constexpr winograd_extents winograd_gradient(const convolution_extents& e) {
    return {e.K, e.OH(), e.OW(), e.C, 2 - e.y.before};
}

/// Zeros that stand for rows beside an image, and the slack.
constexpr int64 winograd_zeros(const winograd_extents& e) { return rounded(int64{6} * e.C) + slack_elements; }

/// Places of a transformed tile.
inline constexpr int winograd_places = 36;

/// From one of the 36 matrices [rows, columns] to the next: an odd number of cache lines, so that the 36
/// elements of a tile lie in different sets of the cache.
template <class T>
constexpr int64 winograd_plane(int64 rows, int64 columns) {
    constexpr int64 line = 64 / int64(sizeof(T));
    const int64 lines = (rows * whole_vectors<T>(columns) + line - 1) / line;
    return (lines | 1) * line;
}

/// U, rows [first, last) of each matrix, from w: [3, 3, rows, columns] with rows `pitch` elements apart; each
/// matrix in panels of `tile_columns` columns.
template <class T>
[[gnu::noinline, gnu::flatten]] void transform_weights(const T* w, int64 pitch, int rows, int columns,
                                                       int first, int last, T* u) {
    using axis = winograd_axis<T>;
    using V = simd<T>;
    const int64 plane = winograd_plane<T>(rows, columns), tap = rows * pitch;
    for (int64 r = first; r < last; ++r)
        for (int64 k = 0; k < columns; k += simd_width<T>) {
            V t[3][6];
#pragma GCC unroll 3
            for (int fx = 0; fx < 3; ++fx) {
                const T* from = w + fx * tap + r * pitch + k;
                const V column[3] = {V::load_unaligned(from), V::load_unaligned(from + 3 * tap),
                                     V::load_unaligned(from + 6 * tap)};
                axis::weights(column, t[fx]);
            }
            const panel_columns at = panel_at<T>(columns, static_cast<int>(k) / tile_columns<T>);
            T* to = u + int64(at.left) * rows + r * at.width + k - at.left;
#pragma GCC unroll 6
            for (int i = 0; i < 6; ++i) {
                const V row[3] = {t[0][i], t[1][i], t[2][i]};
                V out[6];
                axis::weights(row, out);
#pragma GCC unroll 6
                for (int j = 0; j < 6; ++j) out[j].store_unaligned(to + (6 * i + j) * plane);
            }
        }
}

/// dw: [3, 3, rows, columns], rows [first, last), from the transformed products m: [36, rows, columns].
template <class T>
[[gnu::noinline, gnu::flatten]] void transform_weight_gradient(const T* m, int rows, int columns, int first,
                                                               int last, T* dw) {
    using axis = winograd_axis<T>;
    using V = simd<T>;
    const int64 plane = winograd_plane<T>(rows, columns), ld = whole_vectors<T>(columns),
                tap = int64(rows) * columns;
    for (int64 r = first; r < last; ++r)
        sweep<T>(columns, [&](int64 k, auto lanes) {
            const int64 from = r * ld + k;
            V t[6][3];
#pragma GCC unroll 6
            for (int j = 0; j < 6; ++j) {
                V column[6];
#pragma GCC unroll 6
                for (int i = 0; i < 6; ++i) column[i] = V::load_unaligned(m + from + (6 * i + j) * plane);
                axis::weight_gradient(column, t[j]);
            }
            T* to = dw + r * columns + k;
#pragma GCC unroll 3
            for (int fy = 0; fy < 3; ++fy) {
                const V row[6] = {t[0][fy], t[1][fy], t[2][fy], t[3][fy], t[4][fy], t[5][fy]};
                V out[3];
                axis::weight_gradient(row, out);
#pragma GCC unroll 3
                for (int fx = 0; fx < 3; ++fx) lanes.store(to + (3 * fy + fx) * tap, out[fx]);
            }
        });
}

/// Tiles [first, first + count) of a batch, in order of samples, rows and columns.
struct tile_run {
    int64 first;
    int count;
    /// Calls `body(tile of the range, sample, row of tiles, column of tiles)`.
    template <class Body>
    void each(const winograd_extents& e, Body&& body) const {
        int64 sample = first / e.tiles();
        int ty = static_cast<int>(first % e.tiles()) / e.across(),
            tx = static_cast<int>(first % e.tiles()) % e.across();
        for (int t = 0; t < count; ++t) {
            body(t, sample, ty, tx);
            if (++tx < e.across()) continue;
            tx = 0;
            if (++ty < e.down()) continue;
            ty = 0;
            ++sample;
        }
    }
};

/// Some of the six rows of V of one tile, at a vector of channels: `along` makes them from its columns, of
/// which [first, last) are inside the image; then the other axis. from: the rows of the tile.
template <int Rows, class T, class Along>
[[gnu::always_inline]] inline void transform_input_rows(const T* const* from, int64 pixel, int first,
                                                        int last, T* to, int64 plane, Along&& along) {
    using V = simd<T>;
    V half[Rows][6];
#pragma GCC unroll 6
    for (int i = 0; i < 6; ++i) {
        V d[6], out[Rows];
        if (i >= first && i < last) {
#pragma GCC unroll 6
            for (int y = 0; y < 6; ++y) d[y] = V::load_unaligned(from[y] + i * pixel);
        } else {
#pragma GCC unroll 6
            for (int y = 0; y < 6; ++y) d[y] = V(T(0));
        }
        along(d, out);
#pragma GCC unroll 6
        for (int y = 0; y < Rows; ++y) half[y][i] = out[y];
    }
#pragma GCC unroll 6
    for (int y = 0; y < Rows; ++y) {
        V out[6];
        winograd_axis<T>::input(half[y], out);
#pragma GCC unroll 6
        for (int i = 0; i < 6; ++i, to += plane) {
            asm("" : "+r"(to));  // one register, not a distance for each place
            out[i].store_unaligned(to);
        }
    }
}

/// V of a range of tiles, from x: [samples, H, W, C]. zeros: `winograd_zeros` elements.
template <class T>
[[gnu::noinline, gnu::flatten]] void transform_inputs(const winograd_extents& e, const T* x, tile_run range,
                                                      const T* zeros, T* v, int64 plane) {
    using axis = winograd_axis<T>;
    const int64 row = whole_vectors<T>(e.C), pitch = int64(e.W) * e.C;
    range.each(e, [&](int t, int64 sample, int ty, int tx) {
        const int top = 4 * ty - e.P, left = 4 * tx - e.P;
        const int first = left < 0 ? -left : 0, last = left + 6 > e.W ? e.W - left : 6;
        const T* const corner = x + sample * e.x_size() + top * pitch + int64(left) * e.C;
        const T* from[6];  // the six rows of the tile; zeros above and below the image
        for (int y = 0; y < 6; ++y) from[y] = top + y >= 0 && top + y < e.H ? corner + y * pitch : zeros;
        T* to = v + t * row;
        for (int c = 0; c < e.C; c += simd_width<T>, to += simd_width<T>) {
            // the tile below sees two of these rows and four more
            for (int y = 6; y < 10; ++y)
                for (int i = 0; i < 4; ++i) expect_load(corner + y * pitch + int64(i) * e.C + c);
            if constexpr (tile_vectors<T> == 4) {  // 32 registers hold three rows
                transform_input_rows<3>(from, e.C, first, last, to, plane, axis::first_inputs);
                transform_input_rows<3>(from, e.C, first, last, to + 18 * plane, plane, axis::last_inputs);
            } else {
                transform_input_rows<6>(from, e.C, first, last, to, plane, axis::input);
            }
            for (const T*& line : from) line += simd_width<T>;
        }
    });
}

/// A dz A^T of a range of tiles, from dz: [samples, OH, OW, K]; each of the 36 matrices m: [tiles, K] in
/// panels.
template <class T>
[[gnu::noinline, gnu::flatten]] void transform_output_gradients(const winograd_extents& e, const T* dz,
                                                                tile_run range, T* m, int64 plane,
                                                                int64 tiles) {
    using axis = winograd_axis<T>;
    using V = simd<T>;
    const int64 pitch = int64(e.OW()) * e.K;
    range.each(e, [&](int t, int64 sample, int ty, int tx) {
        const int height = e.OH() - 4 * ty, width = e.OW() - 4 * tx;
        const T* from = dz + sample * e.y_size() + 4 * ty * pitch + int64{4} * tx * e.K;
        for (int k = 0; k < e.K; k += simd_width<T>, from += simd_width<T>) {
            const panel_columns at = panel_at<T>(e.K, k / tile_columns<T>);
            T* to = m + at.left * tiles + (range.first + t) * at.width + k - at.left;
            V half[6][4];  // 32 registers hold it
#pragma GCC unroll 4
            for (int i = 0; i < 4; ++i) {
                V column[4], out[6];
#pragma GCC unroll 4
                for (int y = 0; y < 4; ++y)
                    column[y] = y < height && i < width ? V::load_unaligned(from + y * pitch + int64(i) * e.K)
                                                        : V(T(0));
                axis::output_gradient(column, out);
#pragma GCC unroll 6
                for (int y = 0; y < 6; ++y) half[y][i] = out[y];
            }
#pragma GCC unroll 6
            for (int y = 0; y < 6; ++y) {
                V out[6];
                axis::output_gradient(half[y], out);
#pragma GCC unroll 6
                for (int i = 0; i < 6; ++i) out[i].store_unaligned(to + (6 * y + i) * plane);
            }
        }
    });
}

/// `columns` of the K channels of y: [samples, OH, OW, K], of a range of tiles, from M: [36, tiles, columns]:
/// act(y + bias + shortcut), or y added to what is there. bias and shortcut may be null.
template <class Act, class T>
[[gnu::noinline, gnu::flatten]] void transform_outputs(const winograd_extents& e, int columns, const T* m,
                                                       int64 plane, tile_run range, const T* bias,
                                                       const T* shortcut, T* y, bool add) {
    using axis = winograd_axis<T>;
    using V = simd<T>;
    const int64 row = whole_vectors<T>(columns), pitch = int64(e.OW()) * e.K;
    range.each(e, [&](int t, int64 sample, int ty, int tx) {
        const int height = e.OH() - 4 * ty < 4 ? e.OH() - 4 * ty : 4, width = e.OW() - 4 * tx;
        T* corner = y + sample * e.y_size() + 4 * ty * pitch + int64{4} * tx * e.K;
        sweep<T>(columns, [&](int64 k, auto lanes) {
            V half[4][6];
            const T* place = m + t * row + k;
#pragma GCC unroll 1
            for (int i = 0; i < 6; ++i, place += plane) {
                V column[6], out[4];
#pragma GCC unroll 6
                for (int j = 0; j < 6; ++j) column[j] = V::load_unaligned(place + 6 * j * plane);
                axis::output(column, out);
#pragma GCC unroll 4
                for (int j = 0; j < 4; ++j) half[j][i] = out[j];
            }
            const V b = bias ? V::load_unaligned(bias + k) : V(T(0));
            T* line = corner + k;
#pragma GCC unroll 1
            for (int i = 0; i < height; ++i, line += pitch) {
                V out[4];
                axis::output(half[i], out);
#pragma GCC unroll 4
                for (int j = 0; j < 4; ++j) {
                    if (j >= width) break;
                    T* to = line + int64(j) * e.K;
                    expect_store(to + int64{8} * e.K);  // two tiles on
                    if (shortcut) out[j] += lanes.load(shortcut + (to - y));
                    lanes.store(to, add ? lanes.load(to) + out[j] : Act::value(out[j] + b));
                }
            }
        });
    });
}

}  // namespace strata::inline STRATA_TARGET
