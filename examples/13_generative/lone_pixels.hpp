// SPDX-License-Identifier: MIT
#pragma once
/// What models of black and white images are compared with.
#include <cmath>
#include <cstddef>
#include <strata/xtensor.hpp>

/// The bits that a pixel of test images [N, C, H, W] takes where each has a share of white of its own,
/// counted over training images, and knows of no other.
inline double bits_of_lone_pixels(const xt::xtensor<int, 4>& train, const xt::xtensor<int, 4>& test) {
    const std::size_t n = train.shape()[0], pixels = train.size() / n;
    double bits = 0;
    for (std::size_t i = 0; i < pixels; ++i) {
        double white = 1;
        for (std::size_t k = 0; k < n; ++k) white += train.data()[k * pixels + i];
        const double share = white / (static_cast<double>(n) + 2);
        for (std::size_t k = 0; k < test.shape()[0]; ++k)
            bits -= std::log2(test.data()[k * pixels + i] == 1 ? share : 1 - share);
    }
    return bits / static_cast<double>(test.size());
}
