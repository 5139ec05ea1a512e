// SPDX-License-Identifier: MIT
#pragma once
/// Samples whose numbers are uncorrelated over the training set and still look like what they were. A program
/// that includes it links xtensor-blas, BLAS and LAPACK.
#include <strata/data/preprocessing/covariance.hpp>
#include <strata/target.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// Whitening by the zero-phase component analysis (ZCA): of all matrices that make the covariance of samples
/// the identity the one that changes them the least.
///
///     y[n] = W (x[n] - mean)       W = U diag(1 / sqrt(variance + epsilon)) U^T          inverse     x[n] = mean + W^-1 y[n]
///
///     x, y: [N, ...], D numbers a sample   W: [D, D], symmetric   C = U diag(variance) U^T, with 1/(N - 1)
///
/// (Bell, Sejnowski, 1997; Krizhevsky, 2009, appendix A.) epsilon keeps directions of little variance, which
/// are noise, from being blown up.
class whitening {
public:
    static constexpr const char* preprocessing_name = "whitening";
    fitted_array mean;             ///< of the extents of a sample
    fitted_array matrix, unwhite;  ///< [D, D], W and W^-1

    /// Measures samples [N, ...]. Errors: fewer than two; a value that is not finite; an epsilon that is
    /// negative or not finite; a direction without variance where it is 0.
    template <SampleArray E>
    explicit whitening(const E& x, double epsilon = 1e-5) {
        check_epsilon(epsilon);
        const detail::plain_array_of<E>& plain = x;
        keep({detail::samples_to_measure(plain, 2), default_threads()}, epsilon, default_threads());
    }
    /// Measures a set that is read sample by sample, in one pass.
    template <MeasuredSet Set>
    explicit whitening(const Set& set, double epsilon = 1e-5, const measuring& how = {}) {
        check_epsilon(epsilon);
        keep({any_set(set), how}, epsilon, how.threads);
    }

    explicit whitening(fitted_before) {}
    static void fitted(auto& self, auto&& visit) {
        visit("mean", self.mean);
        visit("matrix", self.matrix);
        visit("unwhite", self.unwhite);
    }
    void check(const std::string& file) const {
        const std::vector<std::size_t> wanted{mean.size(), mean.size()};
        detail::check_fitted(matrix.shape() == wanted, file, "matrix", shape_text(wanted).c_str(), matrix);
        detail::check_fitted(unwhite.shape() == wanted, file, "unwhite", shape_text(wanted).c_str(), unwhite);
    }

    [[nodiscard]] std::vector<std::size_t> extents() const { return mean.shape(); }

    /// Errors: other extents than were measured.
    template <SampleArray E>
    [[nodiscard]] detail::plain_array_of<E> operator()(E x) const {
        return multiplied<E>(std::move(x), matrix, mean, fitted_array(mean.shape()));
    }
    template <SampleArray E>
    [[nodiscard]] detail::plain_array_of<E> inverse(E y) const {
        return multiplied<E>(std::move(y), unwhite, fitted_array(mean.shape()), mean);
    }
    /// Input 0 of a sample of a set, for `transformed(set, whiten)`.
    template <class T>
    void operator()(sample<T>& to) const {
        detail::check_sample_extents(extents(), to.layout().inputs.at(0));
        const auto y = to.written_input();
        const std::vector<T> x(y.begin(), y.end());
        for (std::size_t k = 0; k < y.size(); ++k) {
            double sum = 0;
            for (std::size_t j = 0; j < y.size(); ++j)
                sum += (static_cast<double>(x[j]) - mean[j]) * matrix[k * y.size() + j];
            y[k] = static_cast<T>(sum);
        }
    }

private:
    static void check_epsilon(double epsilon) {
        if (!is_finite(epsilon) || epsilon < 0)
            throw_error(
                {.problem = "epsilon is no finite number from 0 on", .found = std::to_string(epsilon)});
    }
    void keep(const detail::covariance_sums& measured, double epsilon, int threads) {
        const detail::directions all = detail::directions_of(measured);
        const double least = all.variance.back() + epsilon;
        if (!(least > 1e-14 * all.variance[0]) || !(least > 0))
            throw_error({.problem = "the samples do not vary in every direction",
                         .expected = "an epsilon above 0",
                         .found = std::to_string(epsilon)});
        mean = measured.mean;
        matrix = detail::matrix_of(all, threads, [&](double v) { return 1 / std::sqrt(v + epsilon); });
        unwhite = detail::matrix_of(all, threads, [&](double v) { return std::sqrt(v + epsilon); });
    }
    template <class E>
    [[nodiscard]] detail::plain_array_of<E> multiplied(E&& given, const fitted_array& m,
                                                       const fitted_array& less,
                                                       const fitted_array& more) const {
        detail::plain_array_of<E> x = std::move(given);
        const auto s = detail::samples_in(x);
        detail::check_sample_extents(extents(), s.extents);
        // A block of samples is read before the same block is written.
        detail::multiply_samples(s, less, detail::padded(m, s.features), false, more, x.data());
        return x;
    }
};

}  // namespace strata::inline STRATA_TARGET
