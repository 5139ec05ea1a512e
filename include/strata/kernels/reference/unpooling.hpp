// SPDX-License-Identifier: MIT
#pragma once
/// The plain twins of unpooling and of the bed of nails.
#include <strata/kernels/pooling/unpooling.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// Where the tap that won output element `place` C + c stands in the large image.
inline int64 won_at(const pooling_extents& e, const int* argmax, int64 place, int c, int iy, int ix) {
    const int tap = argmax[place * e.C + c];
    return (int64(iy + tap / e.x.F * e.y.D) * e.W() + ix + tap % e.x.F * e.x.D) * e.C + c;
}

/// Adds to y.
template <class T>
void reference_max_unpool(const pooling_extents& e, const int* argmax, const T* x, T* y) {
    for_each_window(e, [&](int64 place, const taps_inside& rows, const taps_inside& columns) {
        for (int c = 0; c < e.C; ++c)
            y[won_at(e, argmax, place, c, rows.begin, columns.begin)] += x[place * e.C + c];
    });
}

/// Adds to dx.
template <class T>
void reference_max_unpool_gradient(const pooling_extents& e, const int* argmax, const T* dy, T* dx) {
    for_each_window(e, [&](int64 place, const taps_inside& rows, const taps_inside& columns) {
        for (int c = 0; c < e.C; ++c)
            dx[place * e.C + c] += dy[won_at(e, argmax, place, c, rows.begin, columns.begin)];
    });
}

/// Calls `meets(element of x, element of y)` for each nail.
template <class Meets>
void for_each_nail(const nails_extents& e, Meets&& meets) {
    for (int i = 0; i < e.H; ++i)
        for (int j = 0; j < e.W; ++j)
            for (int c = 0; c < e.C; ++c)
                meets((int64(i) * e.W + j) * e.C + c,
                      (int64(i) * e.N * e.W * e.N + int64(j) * e.N) * e.C + c);
}

}  // namespace strata::inline STRATA_TARGET
