// SPDX-License-Identifier: MIT
#pragma once
#include <cmath>
#include <strata/kernels/random.hpp>
#include <strata/kernels/simd.hpp>
#include <strata/shape/fraction.hpp>
#include <vector>

namespace strata {

/// A matrix that changes no length: the rows are orthonormal, or the columns where there are fewer of them.
///
///     w w^T = g^2 1    or    w^T w = g^2 1            w: [O, I], or [K, C F F] of a convolution      g: `Gain`
///
/// (Saxe, McClelland, Ganguli, 2014.) Normal numbers, made orthogonal one vector after the other (Gram and
/// Schmidt, twice, which is enough: Giraud, Langou, Rozložník, 2005), which is the uniform distribution over
/// such matrices (Mezzadri, 2007). PyTorch's orthogonal_. Takes 2 k^2 n multiply-adds for k vectors of n
/// numbers: half a minute for [4096, 4096].
template <fraction Gain = 1.0>
struct orthogonal {
    static void draw_matrix(const random_stream& r, int64 rows, int64 columns, double* m) {
        const int64 k = rows < columns ? rows : columns, n = rows < columns ? columns : rows;
        // the vectors lie one after the other, whichever way the matrix is turned, each filled up with zeros
        const int64 apart = (n + simd_width<double> - 1) / simd_width<double> * simd_width<double>;
        std::vector<double> vectors(static_cast<std::size_t>(k * apart));
        double* const all = vectors.data();
        for (int64 i = 0; i < k; ++i) {
            double* const v = all + i * apart;
            for (int64 e = 0; e < n; ++e) v[e] = r.normal(static_cast<std::uint64_t>(i * n + e));
            for (int round = 0; round < 2; ++round)
                for (double* u = all; u < v; u += apart) subtract(v, u, dot(v, u, apart), apart);
            const double length = std::sqrt(dot(v, v, apart));
            for (int64 e = 0; e < n; ++e) v[e] /= length;
        }
        for (int64 i = 0; i < k; ++i)
            for (int64 e = 0; e < n; ++e)
                m[rows < columns ? i * columns + e : e * columns + i] =
                    number_of<Gain, double> * all[i * apart + e];
    }

private:
    static double dot(const double* a, const double* b, int64 n) {
        simd<double> sum(0.0);
        for (int64 i = 0; i < n; i += simd_width<double>)
            sum = xsimd::fma(simd<double>::load_unaligned(a + i), simd<double>::load_unaligned(b + i), sum);
        return sum_of_lanes<double>(sum);
    }
    static void subtract(double* v, const double* u, double times, int64 n) {
        for (int64 i = 0; i < n; i += simd_width<double>)
            xsimd::fnma(simd<double>(times), simd<double>::load_unaligned(u + i),
                        simd<double>::load_unaligned(v + i))
                .store_unaligned(v + i);
    }
};

}  // namespace strata
