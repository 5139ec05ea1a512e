// SPDX-License-Identifier: MIT
#pragma once
/// Samples around 0: the mean of the training set is taken from each.
#include <strata/data/preprocessing/by_feature.hpp>
#include <strata/data/preprocessing/set_moments.hpp>
#include <strata/target.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// Takes the mean image of a training set from images, or the mean sample from samples of any extents.
///
///     y[n, j] = x[n, j] - mean[j]      mean[j] = 1/N sum_n x[n, j]      x, y: [N, ...]   mean: [...]
///
/// (Krizhevsky, Sutskever, Hinton, 2012, section 2.) `channel_normalization` takes one number a channel.
class mean_image : public by_feature<mean_image> {
public:
    static constexpr const char* preprocessing_name = "mean_image";
    fitted_array mean;  ///< of the extents of a sample

    /// Measures samples [N, ...]. Errors: there is none; a value that is not finite.
    template <SampleArray E>
    explicit mean_image(const E& x) {
        const detail::plain_array_of<E>& plain = x;
        mean = detail::mean_of_samples(detail::samples_to_measure(plain));
    }
    /// Measures a set that is read sample by sample, in one pass.
    template <MeasuredSet Set>
    explicit mean_image(const Set& set, const measuring& how = {})
        : mean(detail::set_moments(any_set(set), how).mean) {}

    explicit mean_image(fitted_before) {}
    static void fitted(auto& self, auto&& visit) { visit("mean", self.mean); }
    void check(const std::string&) const {}

    [[nodiscard]] std::vector<std::size_t> extents() const { return mean.shape(); }
    [[nodiscard]] double forward(double x, std::size_t j) const { return x - mean[j]; }
    [[nodiscard]] double backward(double y, std::size_t j) const { return y + mean[j]; }
};

}  // namespace strata::inline STRATA_TARGET
