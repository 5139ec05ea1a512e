// SPDX-License-Identifier: MIT
#pragma once
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <strata/pictures/picture.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// An image [C, H, W] of 1 or 3 channels as pixels; its value `black` is black, `white` white, and where both
/// are the same all of it is grey.
[[nodiscard]] inline picture picture_of_image(const float* x, int channels_of_image, int height, int width,
                                              float black, float white) {
    const std::size_t area = static_cast<std::size_t>(height) * static_cast<std::size_t>(width);
    const auto byte = [&](std::size_t at) {
        const float share = white > black ? (x[at] - black) / (white - black) : 0.5f;
        return static_cast<std::uint8_t>(std::lround(255 * std::clamp(share, 0.0f, 1.0f)));
    };
    picture p(width, height);
    for (std::size_t i = 0; i < area; ++i) {
        const std::size_t second = channels_of_image == 3 ? area : 0, third = 2 * second;
        p.set(static_cast<int>(i) % width, static_cast<int>(i) / width,
              {byte(i), byte(second + i), byte(third + i)});
    }
    return p;
}

}  // namespace strata::inline STRATA_TARGET
