// SPDX-License-Identifier: MIT
#pragma once
/// How far generated samples are from real ones, by LAPACK through xtensor-blas. A program that includes it
/// links xtensor-blas, BLAS and LAPACK.
#include <algorithm>
#include <cmath>
#include <strata/data/preprocessing/covariance.hpp>
#include <strata/error.hpp>
#include <strata/target.hpp>
#include <string>

namespace strata::inline STRATA_TARGET {

/// The Fréchet distance between the normal distributions that have the means and covariances of two sets of
/// features.
///
///     d^2 = |m - m'|^2 + trace(C + C' - 2 (C^1/2 C' C^1/2)^1/2)        m, m': [D]   C, C': [D, D], with 1/(N - 1)
///
///     features: [N, D] and [N', D], of real and of generated samples, for example a classifier's last layer
///
/// (Dowson and Landau, 1982; Heusel, Ramsauer, Unterthiner, Nessler, Hochreiter: "GANs trained by a two
/// time-scale update rule", 2017, equation 6, where the features are those of Inception: distances in the
/// features of another network are no FIDs.) It is d^2, as there. Few samples make it larger: compare equal
/// numbers of them, of more than D. Throws where there are fewer than two samples, where the two do not have
/// the same features, or where one is no finite number.
template <SampleArray A, SampleArray B>
[[nodiscard]] double frechet_distance(const A& real, const B& generated) {
    const detail::plain_array_of<A>& x = real;
    const detail::plain_array_of<B>& y = generated;
    const auto a = detail::samples_to_measure(x, 2);
    const auto b = detail::samples_to_measure(y, 2);
    if (a.features != b.features)
        throw_error({.problem = "the two sets do not have the same features",
                     .name = "frechet_distance",
                     .expected = std::to_string(a.features) + " numbers a sample",
                     .found = std::to_string(b.features)});
    const detail::covariance_sums sums_a(a, 1), sums_b(b, 1);
    const detail::directions of_a = detail::directions_of(sums_a);
    const detail::padded_matrix root =
        detail::padded(detail::matrix_of(of_a, 1, [](double v) { return std::sqrt(v); }), a.features);
    detail::padded_matrix of_b = root, product = root;
    detail::multiply(root, sums_b.sums, of_b, 1, {});
    detail::multiply(of_b, root, product, 1, {});
    const double count = static_cast<double>(sums_b.count - 1);
    xt::xtensor<double, 2> symmetric({a.features, a.features});
    for (std::size_t j = 0; j < a.features; ++j)
        for (std::size_t k = 0; k < a.features; ++k) {
            const auto row = static_cast<int64>(j), column = static_cast<int64>(k);
            symmetric(j, k) = (product(row, column) + product(column, row)) / (2 * count);
        }
    const xt::xtensor<double, 1> common = xt::linalg::eigvalsh(symmetric);
    double distance = 0;
    for (std::size_t j = 0; j < a.features; ++j) {
        const double apart = sums_a.mean[j] - sums_b.mean[j];
        const double of_b_alone = sums_b.sums(static_cast<int64>(j), static_cast<int64>(j)) / count;
        distance += apart * apart + of_a.variance[j] + of_b_alone - 2 * std::sqrt(std::max(common(j), 0.0));
    }
    return std::max(distance, 0.0);
}

}  // namespace strata::inline STRATA_TARGET
