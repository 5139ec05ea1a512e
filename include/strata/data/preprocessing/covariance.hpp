// SPDX-License-Identifier: MIT
#pragma once
/// The directions in which samples vary, by LAPACK through xtensor-blas. A program that includes it links
/// xtensor-blas, BLAS and LAPACK.
///
///     C = 1/(N - 1) sum_n (x[n] - mean) (x[n] - mean)^T = U diag(variance) U^T        x[n]: [D]   C, U: [D, D]
///
/// It takes memory for 3 D^2 numbers of double and time in D^3.
#include <strata/data/preprocessing/by_feature.hpp>
#include <strata/target.hpp>

#include <xtensor-blas/xlinalg.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace strata::inline STRATA_TARGET {

namespace detail {

/// So many samples are multiplied at once.
inline constexpr std::size_t samples_a_block = 256;

/// Samples begin, begin + 1, ... less a mean, in double: [count, D].
template <class Samples>
[[nodiscard]] xt::xtensor<double, 2> centred_block(const Samples& s, const fitted_array& mean,
                                                   std::size_t begin) {
    const std::size_t count = std::min(samples_a_block, s.n - begin);
    xt::xtensor<double, 2> block({count, s.features});
    for (std::size_t i = 0; i < count; ++i)
        for (std::size_t j = 0; j < s.features; ++j)
            block(i, j) = static_cast<double>(s[begin + i][j]) - mean[j];
    return block;
}

/// Variances, the largest first, and their directions as the rows of a matrix, each with its number that is
/// the farthest from 0 above 0.
struct directions {
    xt::xtensor<double, 1> variance;  ///< [D]
    xt::xtensor<double, 2> rows;      ///< [D, D]
};
template <class Samples>
[[nodiscard]] directions directions_of(const Samples& s, const fitted_array& mean) {
    const std::size_t d = s.features;
    xt::xtensor<double, 2> c = xt::zeros<double>({d, d});
    for (std::size_t i = 0; i < s.n; i += samples_a_block) {
        const auto block = centred_block(s, mean, i);
        c += xt::linalg::dot(xt::transpose(block), block);
    }
    c /= static_cast<double>(s.n - 1);
    const auto [values, columns] = xt::linalg::eigh(c);  // the least first
    directions all{xt::xtensor<double, 1>::from_shape({d}), xt::xtensor<double, 2>::from_shape({d, d})};
    for (std::size_t k = 0; k < d; ++k) {
        all.variance(k) = std::max(values(d - 1 - k), 0.0);
        double farthest = 0;
        for (std::size_t j = 0; j < d; ++j) {
            all.rows(k, j) = columns(j, d - 1 - k);
            if (std::abs(all.rows(k, j)) > std::abs(farthest)) farthest = all.rows(k, j);
        }
        if (farthest < 0)
            for (std::size_t j = 0; j < d; ++j) all.rows(k, j) = -all.rows(k, j);
    }
    return all;
}

/// U diag(factor(variance)) U^T, [D, D].
template <class Directions, class Factor>
[[nodiscard]] fitted_array matrix_of(const Directions& all, Factor factor) {
    const std::size_t d = all.variance.size();
    auto scaled = all.rows;
    for (std::size_t k = 0; k < d; ++k)
        for (std::size_t j = 0; j < d; ++j) scaled(k, j) *= factor(all.variance(k));
    const xt::xtensor<double, 2> product = xt::linalg::dot(xt::transpose(all.rows), scaled);
    fitted_array m({d, d});
    std::copy(product.data(), product.data() + product.size(), m.begin());
    return m;
}

/// (x[n] - mean) M + shift for each sample: [N, D] times [D, K] to [N, K], written to `to`.
template <class Samples, class T>
void multiply_samples(const Samples& s, const fitted_array& mean, const xt::xtensor<double, 2>& m,
                      const fitted_array& shift, T* to) {
    const std::size_t k = m.shape()[1];
    for (std::size_t i = 0; i < s.n; i += samples_a_block) {
        const xt::xtensor<double, 2> y = xt::linalg::dot(centred_block(s, mean, i), m);
        for (std::size_t e = 0; e < y.size(); ++e) *to++ = static_cast<T>(y.data()[e] + shift[e % k]);
    }
}

}  // namespace detail

}  // namespace strata::inline STRATA_TARGET
