// SPDX-License-Identifier: MIT
#pragma once
/// Neighbouring pixels of a convolution that are computed as one, so that few filters fill more of a vector.
///
///     y[oy, m o + j, k] = sum_{fy, f, c} x[oy + fy, m o + f, c] v[fy, f, c, (j, k)]      v[fy, f, c, (j, k)] = w[fy, f - j, c, k]
///
/// with zeros where there is no tap f - j: v is a window of F + m - 1 columns with m K filters, which moves
/// by m.
#include <strata/kernels/convolution/convolution_extents.hpp>
#include <strata/kernels/simd.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// How many pixels are computed as one: m, or 1 where it would not serve.
template <class T>
constexpr int pixels_together(const convolution_extents& e) {
    if (e.x.S != 1 || !e.rows_in_turn()) return 1;
    int m = simd_width<T> / e.K;
    while (m > 1 && e.OW() % m != 0) --m;
    return m > 1 ? m : 1;
}
/// Elements of v.
constexpr int64 wide_weights(const convolution_extents& e, int m) {
    return int64(e.y.F) * (e.x.F + m - 1) * e.C * m * e.K;
}

/// v, and behind it the bias m times: `wide_weights(e, m) + m K` elements. bias may be null.
template <class T>
void widen_weights(const convolution_extents& e, int m, const T* w, const T* bias, T* v) {
    std::memset(v, 0, static_cast<std::size_t>(wide_weights(e, m)) * sizeof(T));
    for (int fy = 0; fy < e.y.F; ++fy)
        for (int fx = 0; fx < e.x.F; ++fx)
            for (int c = 0; c < e.C; ++c, w += e.K)
                for (int j = 0; j < m; ++j)
                    std::memcpy(v + (((int64(fy) * (e.x.F + m - 1) + fx + j) * e.C + c) * m + j) * e.K, w,
                                static_cast<std::size_t>(e.K) * sizeof(T));
    for (int j = 0; bias && j < m; ++j)
        std::memcpy(v + wide_weights(e, m) + j * e.K, bias, static_cast<std::size_t>(e.K) * sizeof(T));
}
/// dw from dv: each tap's gradient is the sum over the pixels that it served.
template <class T>
void narrow_weights(const convolution_extents& e, int m, const T* dv, T* dw) {
    for (int fy = 0; fy < e.y.F; ++fy)
        for (int fx = 0; fx < e.x.F; ++fx)
            for (int c = 0; c < e.C; ++c, dw += e.K)
                for (int k = 0; k < e.K; ++k) {
                    T sum = 0;
                    for (int j = 0; j < m; ++j)
                        sum += dv[(((int64(fy) * (e.x.F + m - 1) + fx + j) * e.C + c) * m + j) * e.K + k];
                    dw[k] = sum;
                }
}

}  // namespace strata::inline STRATA_TARGET
