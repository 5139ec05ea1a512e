// SPDX-License-Identifier: MIT
#pragma once
/// The plain twin of the convolution kernels: the sums as they are written in a lecture, one loop an index.
#include <strata/kernels/convolution/convolution_extents.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// Calls `term(x index, w index, y index)` for every product of a convolution of one sample.
template <class Term>
void for_each_product(const convolution_extents& e, Term&& term) {
    const int c = e.C / e.G, k = e.K / e.G;
    for (int oy = 0; oy < e.OH(); ++oy)
        for (int ox = 0; ox < e.OW(); ++ox)
            for (int fy = 0; fy < e.y.F; ++fy)
                for (int fx = 0; fx < e.x.F; ++fx) {
                    const int iy = oy * e.y.S + fy * e.y.D - e.y.before,
                              ix = ox * e.x.S + fx * e.x.D - e.x.before;
                    if (iy < 0 || iy >= e.H() || ix < 0 || ix >= e.W()) continue;
                    for (int g = 0; g < e.G; ++g)
                        for (int i = 0; i < c; ++i)
                            for (int j = 0; j < k; ++j)
                                term((int64(iy) * e.W() + ix) * e.C + g * c + i,
                                     ((int64(fy) * e.x.F + fx) * c + i) * e.K + g * k + j,
                                     (int64(oy) * e.OW() + ox) * e.K + g * k + j);
                }
}

template <class T>
void reference_convolve(const convolution_extents& e, const T* x, const T* w, const T* bias, T* y) {
    for (int64 p = 0; p < int64(e.OH()) * e.OW(); ++p)
        for (int k = 0; k < e.K; ++k) y[p * e.K + k] = bias ? bias[k] : T(0);
    for_each_product(e, [&](int64 xi, int64 wi, int64 yi) { y[yi] += x[xi] * w[wi]; });
}

/// Adds to dx and dw.
template <class T>
void reference_convolve_gradients(const convolution_extents& e, const T* x, const T* w, const T* dz, T* dx,
                                  T* dw) {
    for_each_product(e, [&](int64 xi, int64 wi, int64 yi) {
        dx[xi] += dz[yi] * w[wi];
        dw[wi] += dz[yi] * x[xi];
    });
}

}  // namespace strata::inline STRATA_TARGET
