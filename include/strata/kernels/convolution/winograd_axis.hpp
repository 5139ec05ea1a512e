// SPDX-License-Identifier: MIT
#pragma once
/// The matrices of Winograd's minimal filtering F(4, 3), one axis of it, as arithmetic on vectors.
///
///     y = A^T [(G w) * (B^T d)]          d: 6 of the input   w: 3 taps   y: 4 of the output   * place by place
///
/// They follow from the points at which the polynomials are taken: 0, a, -a, b, -b and infinity, here with a
/// = 5/8 and b = 3/2. With the points of the paper (Lavin and Gray, 2016), 1 and 2, the error is about five
/// times as large. In two dimensions, relative to the largest element of the result, it stays below 5e-6 in
/// float, measured up to 512 channels, and 1e-14 in double: about twice the error of the definition's sums.
#include <strata/kernels/simd.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// The points, and the products with the matrices along one axis.
template <class T>
struct winograd_axis {
    using V = simd<T>;
    static constexpr double a = 0.625, b = 1.5, aa = a * a, bb = b * b, na = 1 / (2 * aa * (aa - bb)),
                            nb = 1 / (2 * bb * (bb - aa));

    static V times(double factor, const V& v) { return V(T(factor)) * v; }
    static V plus(const V& sum, double factor, const V& v) { return xsimd::fma(V(T(factor)), v, sum); }

    /// B^T: 6 to 6.
    static void input(const V* d, V* t) {
        first_inputs(d, t);
        last_inputs(d, t + 3);
    }
    /// Its first three rows, which leave out d[5], and its last three, which leave out d[0].
    static void first_inputs(const V* d, V* t) {
        t[0] = plus(plus(d[4], -(aa + bb), d[2]), aa * bb, d[0]);
        pair(a, plus(d[4], -bb, d[2]), plus(d[3], -bb, d[1]), t[1], t[2]);
    }
    static void last_inputs(const V* d, V* t) {
        pair(b, plus(d[4], -aa, d[2]), plus(d[3], -aa, d[1]), t[0], t[1]);
        t[2] = plus(plus(d[5], -(aa + bb), d[3]), aa * bb, d[1]);
    }
    /// A^T: 6 to 4.
    static void output(const V* m, V* y) {
        const V sa = m[1] + m[2], da = m[1] - m[2], sb = m[3] + m[4], db = m[3] - m[4];
        y[0] = m[0] + (sa + sb);
        y[1] = plus(times(a, da), b, db);
        y[2] = plus(times(aa, sa), bb, sb);
        y[3] = plus(plus(m[5], a * aa, da), b * bb, db);
    }
    /// A: 4 to 6.
    static void output_gradient(const V* y, V* t) {
        t[0] = y[0];
        pair(a, plus(y[0], aa, y[2]), plus(y[1], aa, y[3]), t[1], t[2]);
        pair(b, plus(y[0], bb, y[2]), plus(y[1], bb, y[3]), t[3], t[4]);
        t[5] = y[3];
    }
    /// G: 3 to 6.
    static void weights(const V* w, V* u) {
        u[0] = times(1 / (aa * bb), w[0]);
        pair(a, times(na, plus(w[0], aa, w[2])), times(na, w[1]), u[1], u[2]);
        pair(b, times(nb, plus(w[0], bb, w[2])), times(nb, w[1]), u[3], u[4]);
        u[5] = w[2];
    }
    /// G^T: 6 to 3.
    static void weight_gradient(const V* m, V* w) {
        const V sa = times(na, m[1] + m[2]), da = times(na, m[1] - m[2]), sb = times(nb, m[3] + m[4]),
                db = times(nb, m[3] - m[4]);
        w[0] = plus(sa + sb, 1 / (aa * bb), m[0]);
        w[1] = plus(times(a, da), b, db);
        w[2] = plus(plus(m[5], aa, sa), bb, sb);
    }

private:
    static void pair(double point, const V& even, const V& odd, V& plus_point, V& minus_point) {
        plus_point = plus(even, point, odd);
        minus_point = plus(even, -point, odd);
    }
};

}  // namespace strata::inline STRATA_TARGET
