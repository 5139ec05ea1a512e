// SPDX-License-Identifier: MIT
#pragma once
/// Neighbouring pixels, and groups, of a convolution that are computed as one, so that few filters fill more
/// of a vector.
///
///     y[oy, m o + j, k] = sum_{fy, f, c} x[oy + fy, m o + f, c] v[fy, f, c, (j, k)]      v[fy, f, c, (j, k)] = w[fy, f - j, c, k]
///
/// with zeros where there is no tap f - j, or where c is no channel of filter k's group: v is a window of
/// F + m - 1 columns with m K filters, which moves by m.
#include <algorithm>
#include <strata/kernels/convolution/convolution_extents.hpp>
#include <strata/kernels/simd.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// The convolution that is computed: groups whose filters all fit into one vector are one.
template <class T>
constexpr convolution_extents joined_groups(const convolution_extents& e) {
    convolution_extents joined = e;
    if (!e.depthwise() && e.K <= simd_width<T>) joined.G = 1;
    return joined;
}
/// How many pixels of it are computed as one: m, or 1 where it would not serve.
template <class T>
constexpr int pixels_together(const convolution_extents& joined) {
    if (joined.x.S != 1 || !joined.rows_in_turn()) return 1;
    int m = simd_width<T> / joined.K;
    while (m > 1 && joined.OW() % m != 0) --m;
    return m > 1 ? m : 1;
}
/// Whether it is computed from v.
template <class T>
constexpr bool has_wide_weights(const convolution_extents& e) {
    const convolution_extents joined = joined_groups<T>(e);
    return joined.G != e.G || pixels_together<T>(joined) > 1;
}
/// Elements of v.
constexpr int64 wide_weights(const convolution_extents& e, int m) {
    return int64(e.y.F) * (e.x.F + m - 1) * e.C * m * e.K;
}

namespace detail {

/// Calls `body(weight, its place in v)` for the filters of each group, K / G side by side, and each of the m
/// pixels.
template <class Body>
void for_wide_weights(const convolution_extents& e, int m, Body&& body) {
    const int c_of_group = e.C / e.G, k_of_group = e.K / e.G;
    int64 from = 0;
    for (int fy = 0; fy < e.y.F; ++fy)
        for (int fx = 0; fx < e.x.F; ++fx)
            for (int c = 0; c < c_of_group; ++c)
                for (int g = 0; g < e.G; ++g, from += k_of_group)
                    for (int j = 0; j < m; ++j)
                        body(from, (((int64(fy) * (e.x.F + m - 1) + fx + j) * e.C + g * c_of_group + c) * m +
                                    j) * e.K +
                                       g * k_of_group);
}

}  // namespace detail

/// v, and behind it the bias m times: `wide_weights(e, m) + m K` elements. bias may be null.
template <class T>
void widen_weights(const convolution_extents& e, int m, const T* w, const T* bias, T* v) {
    std::memset(v, 0, static_cast<std::size_t>(wide_weights(e, m)) * sizeof(T));
    detail::for_wide_weights(e, m, [&](int64 from, int64 to) { std::copy_n(w + from, e.K / e.G, v + to); });
    for (int j = 0; bias && j < m; ++j) std::copy_n(bias, e.K, v + wide_weights(e, m) + j * e.K);
}
/// dw from dv: each tap's gradient is the sum over the pixels that it served.
template <class T>
void narrow_weights(const convolution_extents& e, int m, const T* dv, T* dw) {
    std::memset(dw, 0, static_cast<std::size_t>(e.weights()) * sizeof(T));
    detail::for_wide_weights(e, m, [&](int64 to, int64 from) {
        for (int k = 0; k < e.K / e.G; ++k) dw[to + k] += dv[from + k];
    });
}

}  // namespace strata::inline STRATA_TARGET
