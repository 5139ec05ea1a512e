// SPDX-License-Identifier: MIT
#pragma once
/// The first few principal components of samples of many numbers, without a covariance. A program that
/// includes it links xtensor-blas, BLAS and LAPACK.
///
///     Q_0 = orthonormal columns of W                          W: [D, L] normal numbers, L = K + oversampling
///     Q_i = orthonormal columns of A^T A Q_(i-1)              A: [N, D] samples less their mean   i = 1 ... iterations + 1
///     Q^T A^T A Q = V diag(s^2) V^T                           components: the first K columns of Q V, variances s^2 / (N - 1)
///
/// (Halko, Martinsson, Tropp, 2011, algorithm 4.4 on A^T and algorithm 5.3.) Each i is one pass over the
/// samples, and one more finds the variances; it takes memory for 2 D L numbers and a block of samples. The
/// bits follow from the seed, whatever the number of threads.
#include <strata/data/preprocessing/principal_components.hpp>
#include <strata/kernels/random_streams.hpp>
#include <strata/target.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// How components are sought at random.
struct random_search {
    int oversampling = 10;  ///< directions that are followed besides those that are wanted
    int iterations = 7;     ///< each brings the found ones nearer; noise that decays slowly needs more
    seed random = {};
    int threads = default_threads();
};

namespace detail {

/// Calls `visit(block)` for all samples less their mean, [count, D] at a time, as often as it is asked.
template <class Samples>
struct centred_samples {
    const Samples& samples;
    const fitted_array& mean;
    void operator()(auto&& visit) const {
        for (std::size_t i = 0; i < samples.n; i += samples_a_block) visit(centred_block(samples, mean, i));
    }
};
struct centred_set {
    const any_set& set;
    const fitted_array& mean;
    const measuring& how;
    void operator()(auto&& visit) const {
        for_portions(set, how, 2, [&](const auto& s) { visit(centred_block(s, mean, 0)); });
    }
};

/// Columns of length 1, orthogonal, of the same span: [D, L].
inline void make_orthonormal(padded_matrix& m) {
    xt::xtensor<double, 2, xt::layout_type::column_major> q(
        {static_cast<std::size_t>(m.rows), static_cast<std::size_t>(m.columns)});
    std::vector<double> reflections(static_cast<std::size_t>(m.columns));
    const auto at = [&](int64 r, int64 c) -> double& {
        return q(static_cast<std::size_t>(r), static_cast<std::size_t>(c));
    };
    for (int64 r = 0; r < m.rows; ++r)
        for (int64 c = 0; c < m.columns; ++c) at(r, c) = m(r, c);
    xt::lapack::geqrf(q, reflections);
    xt::lapack::orgqr(q, reflections);
    for (int64 r = 0; r < m.rows; ++r)
        for (int64 c = 0; c < m.columns; ++c) m(r, c) = at(r, c);
}

/// The directions of the first components; `total` is the variance of all numbers together.
template <class Blocks>
[[nodiscard]] principal_components found_components(const fitted_array& mean, double total, std::size_t n,
                                                    std::size_t k, const random_search& how,
                                                    const Blocks& blocks) {
    const std::size_t d = mean.size();
    const std::size_t followed = std::min(k + static_cast<std::size_t>(how.oversampling), std::min(n, d));
    padded_matrix q(static_cast<int64>(d), static_cast<int64>(followed));
    const random_stream random = random_for(drawn_for::projections, how.random);
    for (std::size_t r = 0; r < d; ++r)
        for (std::size_t c = 0; c < followed; ++c)
            q(static_cast<int64>(r), static_cast<int64>(c)) =
                random.normal(static_cast<std::uint64_t>(r * followed + c));
    make_orthonormal(q);
    for (int i = 0; i <= how.iterations; ++i) {
        padded_matrix next(q.rows, q.columns);
        blocks([&](const padded_matrix& block) {
            padded_matrix y(block.rows, q.columns);
            multiply(block, q, y, how.threads);
            multiply(block, y, next, how.threads, {.left_turned = true, .add = true});
        });
        make_orthonormal(next);
        q = std::move(next);
    }
    padded_matrix squares(q.columns, q.columns);
    blocks([&](const padded_matrix& block) {
        padded_matrix y(block.rows, q.columns);
        multiply(block, q, y, how.threads);
        multiply(y, y, squares, how.threads, {.left_turned = true, .add = true});
    });
    const directions inner = directions_of(squares, n);

    principal_components found{fitted_before{}};
    found.mean = mean;
    found.variance = fitted_array({k});
    found.total = fitted_array({1}, total);
    std::vector<std::size_t> shape = mean.shape();
    shape.insert(shape.begin(), k);
    found.component = fitted_array(shape);
    for (std::size_t i = 0; i < k; ++i) {
        found.variance[i] = inner.variance[i];
        const double* const of_followed = inner.rows.row(static_cast<int64>(i));
        double* const row = found.component.data() + i * d;
        for (std::size_t j = 0; j < d; ++j)
            for (std::size_t l = 0; l < followed; ++l)
                row[j] += q(static_cast<int64>(j), static_cast<int64>(l)) * of_followed[l];
        if (farthest_of(row, d) < 0)
            for (std::size_t j = 0; j < d; ++j) row[j] = -row[j];
    }
    return found;
}

inline void check_search(int count, const random_search& how) {
    if (count < 1)
        throw_error({.problem = "there are not that many components",
                     .expected = "1 at least",
                     .found = std::to_string(count)});
    if (how.oversampling < 0 || how.iterations < 0 || how.threads < 1)
        throw_error({.problem = "components cannot be sought in this way",
                     .name = "random_search",
                     .expected = "oversampling and iterations from 0 on, a thread at least",
                     .found = std::to_string(how.oversampling) + ", " + std::to_string(how.iterations) +
                              ", " + std::to_string(how.threads)});
}

}  // namespace detail

/// The first `count` components of samples [N, ...], nearly those of `principal_components`. Errors: fewer
/// than two samples; a value that is not finite; a count below 1 or above min(N, D); options below 0.
template <SampleArray E>
[[nodiscard]] principal_components randomized_components(const E& x, int count,
                                                         const random_search& how = {}) {
    detail::check_search(count, how);
    const detail::plain_array_of<E>& plain = x;
    const auto s = detail::samples_to_measure(plain, 2);
    const std::size_t k = detail::checked_count(count, std::min(s.n, s.features));
    const fitted_array mean = detail::mean_of_samples(s);
    double squares = 0;
    for (std::size_t i = 0; i < s.n; ++i)
        for (std::size_t j = 0; j < s.features; ++j) {
            const double distance = static_cast<double>(s[i][j]) - mean[j];
            squares += distance * distance;
        }
    return detail::found_components(mean, squares / static_cast<double>(s.n - 1), s.n, k, how,
                                    detail::centred_samples<decltype(s)>{s, mean});
}
/// The same of a set that is read sample by sample, `iterations` + 3 times.
template <MeasuredSet Set>
[[nodiscard]] principal_components randomized_components(const Set& set, int count,
                                                         const random_search& how = {}) {
    detail::check_search(count, how);
    const any_set any(set);
    const measuring reading{.threads = how.threads};
    const detail::set_moments seen(any, reading);
    const std::size_t n = static_cast<std::size_t>(set.size());
    if (n < 2)
        throw_error(
            {.problem = "there are no samples to measure", .expected = "2 samples at least", .found = "1"});
    const std::size_t k = detail::checked_count(count, std::min(n, seen.mean.size()));
    double squares = 0;
    for (const double v : seen.squares) squares += v;
    return detail::found_components(seen.mean, squares / static_cast<double>(n - 1), n, k, how,
                                    detail::centred_set{any, seen.mean, reading});
}

}  // namespace strata::inline STRATA_TARGET
