// SPDX-License-Identifier: MIT
#pragma once
/// Images whose channels have mean 0 and deviation 1.
#include <strata/data/labelled_images.hpp>
#include <strata/data/preprocessing/preprocessing.hpp>
#include <strata/error.hpp>
#include <strata/target.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>

namespace strata::inline STRATA_TARGET {

/// Takes a mean from each channel and divides by a deviation. Both are measured on the images that a network
/// is trained on; those it is asked about later are treated with the same numbers.
///
///     y[n, c, i, j] = (x[n, c, i, j] - mean[c]) / deviation[c]
///     mean[c] = 1/(N H W) sum_{n, i, j} x[n, c, i, j]     deviation[c]^2 = 1/(N H W) sum_{n, i, j} (x[n, c, i, j] - mean[c])^2
///
///     const channel_normalization normalize(train);
///     normalize(train);
///     normalize(test);
class channel_normalization {
public:
    static constexpr const char* preprocessing_name = "channel_normalization";
    fitted_array mean, deviation;  ///< [C]

    /// Measures a set. A channel of one value keeps deviation 1. Errors: there is no pixel.
    explicit channel_normalization(const labelled_images& set) {
        const extents e = extents_of(set);
        if (e.n * e.area == 0) throw_error({.problem = "there are no pixels to measure"});
        mean = deviation = fitted_array({e.channels});
        const double count = static_cast<double>(e.n) * static_cast<double>(e.area);
        for (std::size_t c = 0; c < e.channels; ++c) {
            double sum = 0, squares = 0;
            bool varies = false;
            const auto over_channel = [&](auto&& body) {
                for (std::size_t i = 0; i < e.n; ++i) {
                    const float* x = set.images.data() + (i * e.channels + c) * e.area;
                    for (std::size_t p = 0; p < e.area; ++p) body(static_cast<double>(x[p]));
                }
            };
            over_channel([&](double x) { sum += x; });
            mean[c] = sum / count;
            const double first = set.images.data()[c * e.area];
            over_channel([&](double x) {
                squares += (x - mean[c]) * (x - mean[c]);
                varies = varies || x != first;
            });
            deviation[c] = varies ? std::sqrt(squares / count) : 1;
        }
    }

    explicit channel_normalization(fitted_before) {}
    static void fitted(auto& self, auto&& visit) {
        visit("mean", self.mean);
        visit("deviation", self.deviation);
    }
    void check(const std::string& file) const {
        detail::check_fitted(mean.shape().size() == 1, file, "mean", "[C]", mean);
        bool right = mean.shape() == deviation.shape();
        for (const double d : deviation) right = right && d > 0;
        detail::check_fitted(right, file, "deviation", "numbers above 0, as many as mean has", deviation);
    }

    /// Normalizes a set in place. Errors: other channels than were measured.
    void operator()(labelled_images& set) const {
        const auto [n, channels, area] = extents_of(set);
        if (channels != mean.size())
            throw_error({.problem = "the images have other channels than those that were measured",
                         .expected = std::to_string(mean.size()),
                         .found = std::to_string(channels)});
        for (std::size_t i = 0; i < n * channels; ++i) {
            const auto m = static_cast<float>(mean[i % channels]),
                       scale = static_cast<float>(1 / deviation[i % channels]);
            float* x = set.images.data() + i * area;
            std::transform(x, x + area, x, [m, scale](float v) { return (v - m) * scale; });
        }
    }

private:
    struct extents {
        std::size_t n, channels, area;
    };
    static extents extents_of(const labelled_images& set) {
        const auto& shape = set.images.shape();
        return {shape[0], shape[1], shape[2] * shape[3]};
    }
};

}  // namespace strata::inline STRATA_TARGET
