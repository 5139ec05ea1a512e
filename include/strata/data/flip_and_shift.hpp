// SPDX-License-Identifier: MIT
#pragma once
/// Images mirrored left to right and moved by a few pixels.
#include <strata/data/augmentation.hpp>
#include <strata/error.hpp>
#include <strata/target.hpp>

#include <algorithm>
#include <string>

namespace strata::inline STRATA_TARGET {

/// Mirrors an image where `flip` says so, then moves it down and right; what was not in the image is 0.
///
///     y[c, i, j] = m[c, i - down, j - right], 0 outside     m[c, i, j] = x[c, i, W - 1 - j] if flip, else x[c, i, j]
///
///     x, y: [C, H, W], not the same memory   down, right: any; negative moves up and left
template <class T>
void flip_and_shift(image_extents e, bool flip, int down, int right, const T* x, T* y) {
    const auto [C, H, W] = e;
    const int left = std::clamp(right, 0, W), end = std::clamp(W + right, left, W);
    for (int row = 0; row < C * H; ++row, y += W) {
        const int i = row % H - down;
        if (i < 0 || i >= H) {
            std::fill_n(y, W, T(0));
            continue;
        }
        const T* from = x + (row - down) * W;
        std::fill(y, y + left, T(0));
        if (flip)
            std::reverse_copy(from + W - (end - right), from + W - (left - right), y + left);
        else
            std::copy(from + left - right, from + end - right, y + left);
        std::fill(y + end, y + W, T(0));
    }
}

/// Mirrors every other image and moves each by up to `shift` pixels along both axes, all places equally
/// likely.
///
/// (He, Zhang, Ren, Sun, 2015, section 4.2: zeros of 4 pixels on each side, a random crop of the image's
/// size, a random flip.) The zeros are the mean where images are normalized. Throws where `shift` is
/// negative.
struct random_flip_and_shift {
    int shift = 4;
    bool flip = true;

    template <class T>
    void operator()(image_extents e, const random_stream& random, const T* x, T* y) const {
        if (shift < 0)
            throw_error({.problem = "an image cannot be moved by fewer than 0 pixels",
                         .name = "random_flip_and_shift::shift",
                         .found = std::to_string(shift)});
        const auto places = static_cast<std::uint32_t>(2 * shift + 1);
        const bool mirrored = flip && random.below(0, 2) == 1;
        flip_and_shift(e, mirrored, static_cast<int>(random.below(1, places)) - shift,
                       static_cast<int>(random.below(2, places)) - shift, x, y);
    }
};

}  // namespace strata::inline STRATA_TARGET
