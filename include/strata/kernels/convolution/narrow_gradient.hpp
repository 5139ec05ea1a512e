// SPDX-License-Identifier: MIT
#pragma once
/// The gradient of a convolution's input where the input has few channels.
///
///     dx[S oy + fy - P, (S ox - P) C + j] += sum_k dz[oy, ox, k] w[fy, j, k]        j = fx C + c < F C
///
/// With C channels a tile over dx would fill C lanes of a vector. Here a tile covers what one place of dz
/// touches in one row of dx, which is F C lanes side by side. Places whose windows overlap are added one
/// after the other, in a fixed order; some rows of dz are taken through all of their taps while they are in
/// the cache. (Undilated, one group.)
#include <strata/kernels/convolution/convolution.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// Whether this way is the better one: it needs fewer lanes, though it reads and writes dx once for each row
/// of the window.
template <class T>
constexpr bool has_narrow_input(const convolution_extents& e) {
    const int64 lanes_here = int64{3} * e.OH() * e.OW() * whole_vectors<T>(e.x.F * e.C);
    const int64 lanes_there = int64{2} * e.H() * e.W() * e.y.F * whole_vectors<T>(e.C) / (e.y.S * e.x.S);
    return e.rows_in_turn() && e.x.F > 1 && 2 * e.C <= tile_columns<T> && lanes_here < lanes_there;
}

/// Elements of a row of the weights: what one place of dz touches in one row of dx, as whole vectors.
template <class T>
constexpr int64 narrow_row(const convolution_extents& e) {
    return whole_vectors<T>(e.x.F * e.C);
}

/// w: [F, F, C, K] as [F, K, narrow_row], with zeros behind the F C elements of a row.
template <class T>
void pack_for_narrow_gradient(const convolution_extents& e, const T* w, T* packed) {
    const int64 row = int64(e.x.F) * e.C, width = narrow_row<T>(e);
    for (int fy = 0; fy < e.y.F; ++fy, w += row * e.K)
        for (int k = 0; k < e.K; ++k, packed += width)
            for (int64 j = 0; j < width; ++j) packed[j] = j < row ? w[j * e.K + k] : T(0);
}

/// dx of one sample (overwritten, or added to where `add`) from dz in the image f, whose zeros around it are
/// not read. scratch: as large as the `input_frame`, and slack: the zeros behind a row add nothing to what
/// lies there.
template <class T>
void narrow_gradient(const convolution_extents& e, const framed& f, const T* dz_frame, const T* packed, T* dx,
                     T* scratch, bool add) {
    const framed in = input_frame(e);
    std::memset(scratch, 0, static_cast<std::size_t>(in.size()) * sizeof(T));
    const int64 row = narrow_row<T>(e);
    const int apart = (e.x.F + e.x.S - 1) / e.x.S, lines = grid_rows<T>::most * apart / e.OW() + 1;
    for (int top = 0; top < e.OH(); top += lines)
        for (int fy = 0; fy < e.y.F; ++fy)
            for (int first = 0; first < apart && first < e.OW(); ++first) {
                const tile_grid<T> grid{
                    dz_frame + f.at(top, first),
                    f.pitch(),
                    int64(apart) * e.K,
                    scratch + (top * e.y.S + fy * e.y.D) * in.pitch() + int64(first) * e.x.S * e.C,
                    e.y.S * in.pitch(),
                    int64(apart) * e.x.S * e.C,
                    e.OH() - top < lines ? e.OH() - top : lines,
                    (e.OW() - first - 1) / apart + 1};
                for_grid_rows(grid, [&](const grid_rows<T>& block) {
                    run_grid_rows(block, {static_cast<int>(row), packed + fy * e.K * row, row, e.K, nullptr},
                                  1, true, [&](auto& sum) { sum.add(0, 0, e.K); });
                });
            }
    const int64 width = int64(e.W()) * e.C;
    for (int y = 0; y < e.H(); ++y) {
        const T* from = scratch + in.at(y, 0);
        sweep<T>(width, [&](int64 i, auto lanes) {
            T* to = dx + y * width + i;
            store_or_add(lanes, to, lanes.load(from + i), add);
        });
    }
}

}  // namespace strata::inline STRATA_TARGET
