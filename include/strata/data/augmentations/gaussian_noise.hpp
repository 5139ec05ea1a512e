// SPDX-License-Identifier: MIT
#pragma once
/// Images under noise.
#include <strata/data/augmentation.hpp>
#include <strata/data/augmentations/settings.hpp>
#include <strata/target.hpp>

#include <algorithm>
#include <cstdint>

namespace strata::inline STRATA_TARGET {

/// Adds normal noise to each pixel and keeps what comes of it between black and white.
///
///     y[i] = min(max(x[i] + deviation e[i], black), white)      e[i]: normal(0, 1), anew in each epoch
///
/// (Vincent, Larochelle, Lajoie, Bengio, Manzagol: "Stacked denoising autoencoders", 2010, section 3.3.) An
/// augmentation changes what comes in and leaves the target as it is, so that an autoencoder over
/// `array_set{x, x}` is asked for the clean image. Throws where `deviation` is negative or no finite number,
/// or black is not below white.
struct gaussian_noise {
    double deviation = 0.1;
    double black = 0, white = 1;

    template <class T>
    void operator()(image_extents e, const random_stream& random, const T* x, T* y) const {
        check_at_least({"gaussian_noise::deviation", deviation}, 0, "a deviation cannot be negative");
        check_range("gaussian_noise", black, white);
        for (int64 i = 0; i < e.size(); ++i)
            y[i] = static_cast<T>(std::clamp(
                static_cast<double>(x[i]) + deviation * random.normal(static_cast<std::uint64_t>(i)), black,
                white));
    }
};

}  // namespace strata::inline STRATA_TARGET
