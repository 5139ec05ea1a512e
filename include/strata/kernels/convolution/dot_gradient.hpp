// SPDX-License-Identifier: MIT
#pragma once
/// The gradient of a convolution's input where the input has one channel or three, and a vector or more of
/// filters.
///
///     dx[p, c] = sum over the taps that meet p of   sum_k dz[q, k] w[f, c, k]
///
/// With so few channels neither a tile over dx nor one over the windows of dz fills its vectors. Here vectors
/// lie along k, where dz and w have theirs side by side, and a tile is some places of dx with all their
/// channels; the lanes of each sum are added at the end. (Undilated, one group.)
#include <strata/kernels/convolution/convolution.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// Places of a tile: as many as leave registers for the weights.
template <class T>
constexpr int dot_places(int C) {
    return C == 1 || tile_vectors<T> == 4 ? 8 : 4;
}

/// Whether all terms lie in whole vectors, and rows of places are as long as a tile.
template <class T>
constexpr bool has_dot_gradient(const convolution_extents& e) {
    return e.rows_in_turn() && (e.C == 1 || e.C == 3) && e.K % simd_width<T> == 0 &&
           e.W() >= e.x.S * dot_places<T>(e.C);
}

/// w: [F, F, C, K] as `dot_gradient` reads it: phase by phase, for each row of its taps and each channel
/// their filters side by side, as their dz lie.
template <class T>
void pack_for_dot_gradient(const convolution_extents& e, const T* w, T* packed) {
    for_each_phase(e, [&](const gradient_phase& p) {
        taps_of_phase(e.y, p.ry, [&](int fy, int) {
            for (int c = 0; c < e.C; ++c)
                taps_of_phase(e.x, p.rx, [&](int fx, int) {
                    packed = std::copy_n(w + ((int64(fy) * e.x.F + fx) * e.C + c) * e.K, e.K, packed);
                });
        });
    });
}

/// Sums over segments of taps and filters for the places whose dz lie K apart from `dz` on. The weights of
/// the C channels lie `row` apart. sums: [dot_places, C]
template <int C, class T>
[[gnu::noinline]] void dot_tile(const T* dz, int64 K, const T* w, int64 row,
                                std::span<const sum_segment> segments, T* sums) {
    constexpr int Places = dot_places<T>(C);
    simd<T> sum[Places][C];
#pragma GCC unroll 8
    for (int r = 0; r < Places; ++r)
#pragma GCC unroll 3
        for (int c = 0; c < C; ++c) sum[r][c] = simd<T>(T(0));
    for (const sum_segment& s : segments) {
        const T *a = dz + s.a, *b = w + s.b;
        for (const T* const end = a + s.depth; a != end; a += simd_width<T>, b += simd_width<T>) {
            simd<T> column[C];
#pragma GCC unroll 3
            for (int c = 0; c < C; ++c) column[c] = simd<T>::load_unaligned(b + c * row);
#pragma GCC unroll 8
            for (int r = 0; r < Places; ++r) {
                simd<T> v = simd<T>::load_unaligned(a + r * K);
                keep_in_register<T>(v);
#pragma GCC unroll 3
                for (int c = 0; c < C; ++c) sum[r][c] = xsimd::fma(v, column[c], sum[r][c]);
            }
        }
    }
    alignas(64) T lanes[Places * C * simd_width<T>];
#pragma GCC unroll 8
    for (int r = 0; r < Places; ++r)
#pragma GCC unroll 3
        for (int c = 0; c < C; ++c) sum[r][c].store_aligned(lanes + (r * C + c) * simd_width<T>);
    sums_of_lanes<Places * C>(lanes, sums);
}

/// dx of one sample (overwritten, or added to where `add`) from dz in its `gradient_frame` f and packed
/// weights.
template <class T>
void dot_gradient(const convolution_extents& e, const framed& f, const T* dz_frame, const T* packed, T* dx,
                  bool add) {
    const int C = e.C, places = dot_places<T>(C);
    for_each_phase(e, [&](const gradient_phase& p) {
        int row_taps = 0, farthest = 0;
        taps_of_phase(e.x, p.rx, [&](int, int mx) { farthest = row_taps++ == 0 ? mx : farthest; });
        const int64 row = int64(row_taps) * e.K;
        auto run = [&](std::span<const sum_segment> segments, bool again) {
            T sums[8 * 3];
            const auto put = [adds = add || again](T& to, T sum) { to = adds ? to + sum : sum; };
            for (int line = 0; line < p.down; ++line)
                for (int begin = 0, first = 0; begin < p.across; begin = first + places) {
                    // the last tile begins where it ends with the row, and leaves what is there
                    first = std::min(begin, p.across - places);
                    const T* const dz = dz_frame + f.at(p.dz_row + line, p.dz_column + first);
                    C == 1 ? dot_tile<1>(dz, e.K, packed, row, segments, sums)
                           : dot_tile<3>(dz, e.K, packed, row, segments, sums);
                    const T* from = sums + (begin - first) * C;
                    T* to = dx + (int64(p.row + e.y.S * line) * e.W() + p.column + int64(begin) * e.x.S) * C;
                    for (int r = begin; r < first + places; ++r, to += e.x.S * C, from += C) {
                        put(to[0], from[0]);
                        if (C == 1) continue;
                        put(to[1], from[1]);
                        put(to[2], from[2]);
                    }
                }
        };
        sum_segments sum(run);
        int rows = 0;
        taps_of_phase(e.y, p.ry, [&](int, int my) {
            if (row_taps > 0)
                sum.add(-(my * f.pitch() + int64(farthest) * e.K), rows++ * C * row, static_cast<int>(row));
        });
        sum.finish();
        packed += rows * C * row;
    });
}

}  // namespace strata::inline STRATA_TARGET
