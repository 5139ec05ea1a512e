// SPDX-License-Identifier: MIT
#pragma once
/// Samples by the few directions in which the training set varies the most. A program that includes it links
/// xtensor-blas, BLAS and LAPACK.
#include <strata/data/data_set.hpp>
#include <strata/data/preprocessing/covariance.hpp>
#include <strata/data/sample_batch.hpp>
#include <strata/target.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

namespace strata::inline STRATA_TARGET {

namespace detail {

/// How many components are kept, of as many as there can be. Errors: there are not so many.
[[nodiscard]] inline std::size_t checked_count(int count, std::size_t most) {
    if (count < 0 || static_cast<std::size_t>(count) > most)
        throw_error({.problem = "there are not that many components",
                     .expected = "1 to " + std::to_string(most) + ", or 0 for all of them",
                     .found = std::to_string(count)});
    return count > 0 ? static_cast<std::size_t>(count) : most;
}

}  // namespace detail

/// The principal components of samples of D numbers: K numbers in their place, uncorrelated over the training
/// set, that lose the least of its squares.
///
///     y[n, k] = sum_j (x[n, j] - mean[j]) component[k, j]          inverse     x'[n, j] = mean[j] + sum_k y[n, k] component[k, j]
///
///     x: [N, ...], D numbers a sample   y: [N, K]   component: [K, D], rows of length 1, orthogonal
///     variance: [K], of y over the training set with 1/(N - 1), the largest first
///
/// (Pearson, 1901; Hotelling, 1933.) scikit-learn's PCA, but for signs: of each component the number that is
/// the farthest from 0 is above 0. Components as pictures are in `component`.
class principal_components {
public:
    static constexpr const char* preprocessing_name = "principal_components";
    fitted_array mean;       ///< of the extents of a sample
    fitted_array component;  ///< [K, ...]
    fitted_array variance;   ///< [K]
    fitted_array total;      ///< [1], the variance of all numbers together

    /// Measures samples [N, ...] and keeps `count` components; 0: as many as there can be, min(N, D). Errors:
    /// fewer than two samples; a value that is not finite; a count that is negative or above that.
    template <SampleArray E>
    explicit principal_components(const E& x, int count = 0) {
        const detail::plain_array_of<E>& plain = x;
        const auto s = detail::samples_to_measure(plain, 2);
        const std::size_t k = detail::checked_count(count, std::min(s.n, s.features));
        keep({s, default_threads()}, k);
    }
    /// Measures a set that is read sample by sample, in one pass.
    template <MeasuredSet Set>
    explicit principal_components(const Set& set, int count = 0, const measuring& how = {}) {
        const detail::covariance_sums measured(any_set(set), how);
        keep(measured, detail::checked_count(count, std::min(measured.count, measured.mean.size())));
    }

    explicit principal_components(fitted_before) {}
    static void fitted(auto& self, auto&& visit) {
        visit("mean", self.mean);
        visit("component", self.component);
        visit("variance", self.variance);
        visit("total", self.total);
    }
    void check(const std::string& file) const {
        std::vector<std::size_t> wanted = extents();
        wanted.insert(wanted.begin(), variance.size());
        detail::check_fitted(variance.shape().size() == 1 && variance.size() > 0, file, "variance", "[K]",
                             variance);
        detail::check_fitted(component.shape() == wanted, file, "component", shape_text(wanted).c_str(),
                             component);
        detail::check_fitted(total.shape().size() == 1 && total.size() == 1, file, "total", "[1]", total);
    }

    [[nodiscard]] std::vector<std::size_t> extents() const { return mean.shape(); }
    /// K
    [[nodiscard]] int count() const { return static_cast<int>(variance.size()); }
    /// Which part of the variance of the training set each component explains, [K].
    [[nodiscard]] xt::xtensor<double, 1> explained() const {
        xt::xtensor<double, 1> part(std::array<std::size_t, 1>{variance.size()});
        for (std::size_t k = 0; k < part.size(); ++k) part(k) = variance[k] / (total[0] > 0 ? total[0] : 1);
        return part;
    }

    /// Samples as their components, [N, K]. Errors: other extents than were measured.
    template <SampleArray E>
    [[nodiscard]] xt::xtensor<typename E::value_type, 2> operator()(const E& x) const {
        const detail::plain_array_of<E>& plain = x;
        const auto s = detail::samples_in(plain);
        detail::check_sample_extents(extents(), s.extents);
        xt::xtensor<typename E::value_type, 2> y({s.n, variance.size()});
        detail::multiply_samples(s, mean, matrix(), true, fitted_array({variance.size()}), y.data());
        return y;
    }
    /// The samples that have these components and none else, [N, D]. Errors: another number of components.
    template <SampleArray E>
    [[nodiscard]] xt::xtensor<typename E::value_type, 2> inverse(const E& y) const {
        const detail::plain_array_of<E>& plain = y;
        const auto s = detail::samples_in(plain);
        detail::check_sample_extents({variance.size()}, s.extents);
        xt::xtensor<typename E::value_type, 2> x({s.n, mean.size()});
        detail::multiply_samples(s, fitted_array({variance.size()}), matrix(), false, mean, x.data());
        return x;
    }
    /// Input 0 of a sample of a set, for `transformed(set, components)`.
    template <class T>
    void operator()(const sample_batch<T>& from, sample<T>& to) const {
        detail::check_sample_extents(extents(), from.layout().inputs.at(0));
        const auto y = to.input({count()});
        for (std::size_t k = 0; k < y.size(); ++k) {
            double sum = 0;
            for (std::size_t j = 0; j < mean.size(); ++j)
                sum += (static_cast<double>(from.input()[j]) - mean[j]) * component[k * mean.size() + j];
            y[k] = static_cast<T>(sum);
        }
        copy_targets(from, to);
    }

private:
    /// [K, D]
    [[nodiscard]] detail::padded_matrix matrix() const { return detail::padded(component, variance.size()); }
    void keep(const detail::covariance_sums& measured, std::size_t k) {
        const detail::directions all = detail::directions_of(measured);
        mean = measured.mean;
        variance = fitted_array({k});
        std::copy_n(all.variance.data(), k, variance.data());
        std::vector<std::size_t> shape = mean.shape();
        shape.insert(shape.begin(), k);
        component = fitted_array(shape);
        for (std::size_t i = 0; i < k; ++i)
            std::copy_n(all.rows.row(static_cast<int64>(i)), mean.size(), component.data() + i * mean.size());
        total = fitted_array({1});
        for (const double v : all.variance) total[0] += v;
    }
};

}  // namespace strata::inline STRATA_TARGET
