// SPDX-License-Identifier: MIT
#pragma once
/// Numbers that lie between two limits over the training set, each by itself.
#include <strata/data/preprocessing/by_feature.hpp>
#include <strata/data/preprocessing/set_moments.hpp>
#include <strata/target.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// Maps the least and the largest value of each number of a sample to two limits, and what is between them in
/// proportion; numbers of other samples may lie outside of them.
///
///     y[n, j] = low + (high - low) (x[n, j] - least[j]) / (largest[j] - least[j])     x, y: [N, ...]
///     least[j] = min_n x[n, j]     largest[j] = max_n x[n, j]                         least, largest: [...]
///
/// scikit-learn's MinMaxScaler. A number that is the same in all samples is divided by 1.
class min_max : public by_feature<min_max> {
public:
    static constexpr const char* preprocessing_name = "min_max";
    fitted_array least, largest;  ///< of the extents of a sample
    fitted_array limits;          ///< low, high

    /// Measures samples [N, ...]. Errors: there is none; a value that is not finite; limits that are not
    /// finite or not in order.
    template <SampleArray E>
    explicit min_max(const E& x, double low = 0, double high = 1) : limits(checked(low, high)) {
        const detail::plain_array_of<E>& plain = x;
        const auto s = detail::samples_to_measure(plain);
        least = largest = fitted_array(s.extents);
        for (std::size_t j = 0; j < s.features; ++j) {
            least[j] = largest[j] = static_cast<double>(s[0][j]);
            for (std::size_t i = 1; i < s.n; ++i) {
                least[j] = std::min(least[j], static_cast<double>(s[i][j]));
                largest[j] = std::max(largest[j], static_cast<double>(s[i][j]));
            }
        }
    }
    /// Measures a set that is read sample by sample, in one pass.
    template <MeasuredSet Set>
    explicit min_max(const Set& set, double low = 0, double high = 1, const measuring& how = {})
        : limits(checked(low, high)) {
        const detail::set_moments seen(any_set(set), how);
        least = seen.least;
        largest = seen.largest;
    }

    explicit min_max(fitted_before) {}
    static void fitted(auto& self, auto&& visit) {
        visit("least", self.least);
        visit("largest", self.largest);
        visit("limits", self.limits);
    }
    void check(const std::string& file) const {
        bool right = least.shape() == largest.shape();
        for (std::size_t j = 0; right && j < least.size(); ++j) right = least[j] <= largest[j];
        detail::check_fitted(right, file, "largest", "numbers as large as those of least", largest);
        detail::check_fitted(limits.shape().size() == 1 && limits.size() == 2 && limits[0] < limits[1], file,
                             "limits", "two numbers in order", limits);
    }

    [[nodiscard]] std::vector<std::size_t> extents() const { return least.shape(); }
    [[nodiscard]] double forward(double x, std::size_t j) const {
        return limits[0] + (limits[1] - limits[0]) * (x - least[j]) / range(j);
    }
    [[nodiscard]] double backward(double y, std::size_t j) const {
        return least[j] + (y - limits[0]) * range(j) / (limits[1] - limits[0]);
    }

private:
    [[nodiscard]] static fitted_array checked(double low, double high) {
        if (!is_finite(low) || !is_finite(high) || !(low < high))
            throw_error({.problem = "the limits are not in order",
                         .expected = "low below high",
                         .found = std::to_string(low) + " and " + std::to_string(high)});
        fitted_array both({2}, low);
        both[1] = high;
        return both;
    }
    [[nodiscard]] double range(std::size_t j) const {
        const double r = largest[j] - least[j];
        return r > 0 ? r : 1;
    }
};

}  // namespace strata::inline STRATA_TARGET
