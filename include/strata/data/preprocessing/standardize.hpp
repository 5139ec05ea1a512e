// SPDX-License-Identifier: MIT
#pragma once
/// Numbers that have mean 0 and deviation 1 over the training set, each by itself.
#include <strata/data/preprocessing/by_feature.hpp>
#include <strata/data/preprocessing/set_moments.hpp>
#include <strata/target.hpp>

#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// Takes its mean from each number of a sample and divides it by its deviation.
///
///     y[n, j] = (x[n, j] - mean[j]) / deviation[j]                                x, y: [N, ...]
///     mean[j] = 1/N sum_n x[n, j]     deviation[j]^2 = 1/N sum_n (x[n, j] - mean[j])^2    mean, deviation: [...]
///
/// scikit-learn's StandardScaler. A number that is the same in all samples has deviation 1.
class standardize : public by_feature<standardize> {
public:
    static constexpr const char* preprocessing_name = "standardize";
    fitted_array mean, deviation;  ///< of the extents of a sample

    /// Measures samples [N, ...]. Errors: there is none; a value that is not finite.
    template <SampleArray E>
    explicit standardize(const E& x) {
        const detail::plain_array_of<E>& plain = x;
        const auto s = detail::samples_to_measure(plain);
        mean = detail::mean_of_samples(s);
        deviation = fitted_array(s.extents);
        std::vector<char> varies(s.features, 0);
        for (std::size_t i = 0; i < s.n; ++i)
            for (std::size_t j = 0; j < s.features; ++j) {
                const double from_mean = static_cast<double>(s[i][j]) - mean[j];
                deviation[j] += from_mean * from_mean;
                varies[j] |= static_cast<char>(s[i][j] != s[0][j]);
            }
        for (std::size_t j = 0; j < s.features; ++j)
            deviation[j] = varies[j] != 0 ? std::sqrt(deviation[j] / static_cast<double>(s.n)) : 1;
    }
    /// Measures a set that is read sample by sample, in one pass.
    template <MeasuredSet Set>
    explicit standardize(const Set& set, const measuring& how = {}) {
        const detail::set_moments seen(any_set(set), how);
        mean = deviation = seen.mean;
        for (std::size_t j = 0; j < mean.size(); ++j)
            deviation[j] = seen.least[j] < seen.largest[j] ? std::sqrt(seen.squares[j] / seen.count) : 1;
    }

    explicit standardize(fitted_before) {}
    static void fitted(auto& self, auto&& visit) {
        visit("mean", self.mean);
        visit("deviation", self.deviation);
    }
    void check(const std::string& file) const {
        bool right = mean.shape() == deviation.shape();
        for (const double d : deviation) right = right && d > 0;
        detail::check_fitted(right, file, "deviation", "numbers above 0, as many as mean has", deviation);
    }

    [[nodiscard]] std::vector<std::size_t> extents() const { return mean.shape(); }
    [[nodiscard]] double forward(double x, std::size_t j) const { return (x - mean[j]) / deviation[j]; }
    [[nodiscard]] double backward(double y, std::size_t j) const { return y * deviation[j] + mean[j]; }
};

}  // namespace strata::inline STRATA_TARGET
