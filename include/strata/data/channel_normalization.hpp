// SPDX-License-Identifier: MIT
#pragma once
/// Images whose channels have mean 0 and deviation 1.
#include <strata/data/labelled_images.hpp>
#include <strata/data/preprocessing/preprocessing.hpp>
#include <strata/data/preprocessing/set_moments.hpp>
#include <strata/error.hpp>
#include <strata/target.hpp>

#include <algorithm>
#include <cmath>
#include <concepts>
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
    /// Measures a set of images [C, H, W] that is read sample by sample, in one pass.
    template <MeasuredSet Set>
    requires(!std::same_as<Set, labelled_images>) explicit channel_normalization(const Set& set,
                                                                                 const measuring& how = {}) {
        const detail::set_moments seen(any_set(set), how);
        const std::size_t channels = images_like(seen.mean.shape());
        const std::size_t area = seen.mean.size() / channels;
        mean = deviation = fitted_array({channels});
        for (std::size_t c = 0; c < channels; ++c) {
            double sum = 0, squares = 0, least = seen.least[c * area], largest = seen.largest[c * area];
            for (std::size_t p = c * area; p < (c + 1) * area; ++p) {
                sum += seen.mean[p];
                least = std::min(least, seen.least[p]);
                largest = std::max(largest, seen.largest[p]);
            }
            mean[c] = sum / static_cast<double>(area);
            for (std::size_t p = c * area; p < (c + 1) * area; ++p)
                squares += seen.squares[p] / seen.count + (seen.mean[p] - mean[c]) * (seen.mean[p] - mean[c]);
            deviation[c] = least < largest ? std::sqrt(squares / static_cast<double>(area)) : 1;
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
        check_channels(channels);
        for (std::size_t i = 0; i < n * channels; ++i) {
            const auto m = static_cast<float>(mean[i % channels]),
                       scale = static_cast<float>(1 / deviation[i % channels]);
            float* x = set.images.data() + i * area;
            std::transform(x, x + area, x, [m, scale](float v) { return (v - m) * scale; });
        }
    }

    /// Input 0 of a sample of a set, for `transformed(set, normalize)`.
    template <class T>
    void operator()(sample<T>& to) const {
        const auto y = to.written_input();
        const std::size_t channels = images_like(to.layout().inputs.at(0)), area = y.size() / channels;
        check_channels(channels);
        for (std::size_t c = 0; c < channels; ++c) {
            const T m = static_cast<T>(mean[c]), scale = static_cast<T>(1 / deviation[c]);
            for (T& v : y.subspan(c * area, area)) v = (v - m) * scale;
        }
    }

private:
    /// The channels of samples of these extents. Errors: they are no images.
    template <class Extents>
    static std::size_t images_like(const Extents& e) {
        if (e.size() != 3)
            throw_error(
                {.problem = "the samples are no images", .expected = "[C, H, W]", .found = shape_text(e)});
        return static_cast<std::size_t>(e[0]);
    }
    void check_channels(std::size_t channels) const {
        if (channels != mean.size())
            throw_error({.problem = "the images have other channels than those that were measured",
                         .expected = std::to_string(mean.size()),
                         .found = std::to_string(channels)});
    }
    struct extents {
        std::size_t n, channels, area;
    };
    static extents extents_of(const labelled_images& set) {
        const auto& shape = set.images.shape();
        return {shape[0], shape[1], shape[2] * shape[3]};
    }
};

}  // namespace strata::inline STRATA_TARGET
