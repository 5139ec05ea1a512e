// SPDX-License-Identifier: MIT
#pragma once
/// The directions in which samples vary, by LAPACK through xtensor-blas. A program that includes it links
/// xtensor-blas, BLAS and LAPACK.
///
///     C = 1/(N - 1) sum_n (x[n] - mean) (x[n] - mean)^T = U diag(variance) U^T        x[n]: [D]   C, U: [D, D]
///
/// It takes memory for 4 D^2 numbers of double and time in D^3. A set that is read sample by sample adds its
/// covariance up in portions: of n samples and m more
///
///     S + S' + n m/(n + m) d d^T        S, S' = sums of (x - mean) (x - mean)^T over each     d = mean' - mean
#include <strata/data/preprocessing/by_feature.hpp>
#include <strata/data/preprocessing/padded_matrix.hpp>
#include <strata/data/preprocessing/set_moments.hpp>
#include <strata/target.hpp>

// <sys/ioctl.h> has a macro of this name, LAPACK's declarations an argument.
#pragma push_macro("NCC")
#undef NCC
#include <xtensor-blas/xlinalg.hpp>
#pragma pop_macro("NCC")

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
[[nodiscard]] padded_matrix centred_block(const Samples& s, const fitted_array& mean, std::size_t begin) {
    const std::size_t count = std::min(samples_a_block, s.n - begin);
    padded_matrix block(static_cast<int64>(count), static_cast<int64>(s.features));
    for (std::size_t i = 0; i < count; ++i) {
        double* const to = block.row(static_cast<int64>(i));
        for (std::size_t j = 0; j < s.features; ++j) to[j] = static_cast<double>(s[begin + i][j]) - mean[j];
    }
    return block;
}

/// The mean of N samples, and the sum over them of (x - mean) (x - mean)^T.
struct covariance_sums {
    fitted_array mean;  ///< of the extents of a sample
    padded_matrix sums;
    std::size_t count = 0;  ///< N

    /// Of samples in memory.
    template <class Samples>
    covariance_sums(const Samples& s, int threads)
        : mean(mean_of_samples(s)), sums(square(s.features)), count(s.n) {
        for (std::size_t i = 0; i < s.n; i += samples_a_block) {
            const padded_matrix block = centred_block(s, mean, i);
            multiply(block, block, sums, threads, {.left_turned = true, .add = true});
        }
    }
    /// Of a set, in one pass.
    covariance_sums(const any_set& set, const measuring& how) {
        const auto extents = for_portions(set, how, 2, [&](const auto& s) {
            if (count == 0) mean = fitted_array({s.features}), sums = square(s.features);
            add(s, how.threads);
        });
        fitted_array shaped(extents);
        std::copy(mean.begin(), mean.end(), shaped.begin());
        mean = shaped;
    }

private:
    static padded_matrix square(std::size_t d) { return {static_cast<int64>(d), static_cast<int64>(d)}; }
    void add(const samples_of<const double>& s, int threads) {
        const double n = static_cast<double>(count), m = static_cast<double>(s.n);
        const fitted_array of_portion = mean_of_samples(s);
        const padded_matrix centred = centred_block(s, of_portion, 0);
        multiply(centred, centred, sums, threads, {.left_turned = true, .add = true});
        for (std::size_t a = 0; count > 0 && a < s.features; ++a) {
            const double scale = (of_portion[a] - mean[a]) * (n * m / (n + m));
            double* const row = sums.row(static_cast<int64>(a));
            for (std::size_t b = 0; b < s.features; ++b) row[b] += scale * (of_portion[b] - mean[b]);
        }
        for (std::size_t j = 0; j < s.features; ++j) mean[j] += (of_portion[j] - mean[j]) * (m / (n + m));
        count += s.n;
    }
};

/// The number of a row that is the farthest from 0, which is to be above 0.
[[nodiscard]] inline double farthest_of(const double* row, std::size_t d) {
    double farthest = 0;
    for (std::size_t j = 0; j < d; ++j)
        if (std::abs(row[j]) > std::abs(farthest)) farthest = row[j];
    return farthest;
}

/// Variances, the largest first, and their directions as the rows of a matrix, each with its number that is
/// the farthest from 0 above 0.
struct directions {
    std::vector<double> variance;  ///< [D]
    padded_matrix rows;            ///< [D, D]
};
[[nodiscard]] inline directions directions_of(const padded_matrix& sums, std::size_t count) {
    const auto d = static_cast<std::size_t>(sums.rows);
    xt::xtensor<double, 2> c({d, d});
    for (std::size_t a = 0; a < d; ++a)
        for (std::size_t b = 0; b < d; ++b)
            c(a, b) = sums(static_cast<int64>(a), static_cast<int64>(b)) / static_cast<double>(count - 1);
    const auto [values, columns] = xt::linalg::eigh(c);  // the least first
    directions all{std::vector<double>(d), padded_matrix(static_cast<int64>(d), static_cast<int64>(d))};
    for (std::size_t k = 0; k < d; ++k) {
        all.variance[k] = std::max(values(d - 1 - k), 0.0);
        double* const row = all.rows.row(static_cast<int64>(k));
        for (std::size_t j = 0; j < d; ++j) row[j] = columns(j, d - 1 - k);
        if (farthest_of(row, d) < 0)
            for (std::size_t j = 0; j < d; ++j) row[j] = -row[j];
    }
    return all;
}

[[nodiscard]] inline directions directions_of(const covariance_sums& of) {
    return directions_of(of.sums, of.count);
}

/// U diag(factor(variance)) U^T, [D, D].
template <class Factor>
[[nodiscard]] fitted_array matrix_of(const directions& all, int threads, Factor factor) {
    const std::size_t d = all.variance.size();
    padded_matrix scaled = all.rows, product = all.rows;
    for (std::size_t k = 0; k < d; ++k) {
        const double f = factor(all.variance[k]);
        for (std::size_t j = 0; j < d; ++j) scaled.row(static_cast<int64>(k))[j] *= f;
    }
    multiply(all.rows, scaled, product, threads, {.left_turned = true});
    fitted_array m({d, d});
    for (std::size_t k = 0; k < d; ++k) std::copy_n(product.row(static_cast<int64>(k)), d, m.data() + k * d);
    return m;
}

/// Numbers in C order as a matrix [rows, columns].
[[nodiscard]] inline padded_matrix padded(const fitted_array& m, std::size_t rows) {
    const std::size_t columns = rows > 0 ? m.size() / rows : 0;
    padded_matrix to(static_cast<int64>(rows), static_cast<int64>(columns));
    for (std::size_t r = 0; r < rows; ++r)
        std::copy_n(m.data() + r * columns, columns, to.row(static_cast<int64>(r)));
    return to;
}

/// (x[n] - mean) M + shift for each sample: [N, D] times [D, K] to [N, K], written to `to`; or [K, D], turned
/// round.
template <class Samples, class T>
void multiply_samples(const Samples& s, const fitted_array& mean, const padded_matrix& m, bool turned,
                      const fitted_array& shift, T* to) {
    const int64 k = turned ? m.rows : m.columns;
    for (std::size_t i = 0; i < s.n; i += samples_a_block) {
        const padded_matrix x = centred_block(s, mean, i);
        padded_matrix y(x.rows, k);
        multiply(x, m, y, default_threads(), {.right_turned = turned});
        for (int64 n = 0; n < y.rows; ++n)
            for (int64 e = 0; e < k; ++e)
                *to++ = static_cast<T>(y(n, e) + shift[static_cast<std::size_t>(e)]);
    }
}

}  // namespace detail

}  // namespace strata::inline STRATA_TARGET
