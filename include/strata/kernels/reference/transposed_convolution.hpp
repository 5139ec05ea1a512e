// SPDX-License-Identifier: MIT
#pragma once
/// The plain twin of the transposed convolution: each place of x adds its window, weighted, to y.
#include <strata/kernels/convolution/convolution_extents.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// Calls `term(x index, w index, y index)` for every product of one sample; e as in `transposed_pass`.
template <class Term>
void for_each_spread_product(const convolution_extents& e, Term&& term) {
    const int k = e.C / e.G, c = e.K / e.G;
    for (int qy = 0; qy < e.OH(); ++qy)
        for (int qx = 0; qx < e.OW(); ++qx)
            for (int fy = 0; fy < e.y.F; ++fy)
                for (int fx = 0; fx < e.x.F; ++fx) {
                    const int py = e.y.S * qy + e.y.D * fy - e.y.before,
                              px = e.x.S * qx + e.x.D * fx - e.x.before;
                    if (py < 0 || py >= e.H() || px < 0 || px >= e.W()) continue;
                    for (int g = 0; g < e.G; ++g)
                        for (int i = 0; i < c; ++i)
                            for (int j = 0; j < k; ++j)
                                term((int64(qy) * e.OW() + qx) * e.K + g * c + i,
                                     ((int64(fy) * e.x.F + fx) * k + j) * e.K + g * c + i,
                                     (int64(py) * e.W() + px) * e.C + g * k + j);
                }
}

template <class T>
void reference_transposed_convolve(const convolution_extents& e, const T* x, const T* w, const T* bias,
                                   T* y) {
    for (int64 p = 0; p < int64(e.H()) * e.W(); ++p)
        for (int k = 0; k < e.C; ++k) y[p * e.C + k] = bias ? bias[k] : T(0);
    for_each_spread_product(e, [&](int64 xi, int64 wi, int64 yi) { y[yi] += x[xi] * w[wi]; });
}

/// Adds to dx and dw.
template <class T>
void reference_transposed_gradients(const convolution_extents& e, const T* x, const T* w, const T* dz, T* dx,
                                    T* dw) {
    for_each_spread_product(e, [&](int64 xi, int64 wi, int64 yi) {
        dx[xi] += dz[yi] * w[wi];
        dw[wi] += dz[yi] * x[xi];
    });
}

}  // namespace strata::inline STRATA_TARGET
