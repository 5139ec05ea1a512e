// SPDX-License-Identifier: MIT
#pragma once
/// Changes of the tones of an image whose values are from 0 (black) to 1 (white), in place: [C, H, W]. As
/// torchvision's adjust_sharpness, posterize, solarize, autocontrast and equalize define them.
#include <strata/data/augmentations/colours.hpp>
#include <strata/target.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// mixed(x, b, factor), b being the mean over 3 x 3 pixels whose middle weighs 5: 0 blurs, above 1 sharpens.
/// Pixels of the border stay as they are.
template <class T>
void change_sharpness(image_extents e, double factor, T* x) {
    const std::vector<T> before(x, x + e.size());
    const int64 W = e.W;
    for (int64 row = 0; row < int64{e.C} * e.H; ++row) {
        if (row % e.H == 0 || row % e.H == e.H - 1) continue;
        for (int64 j = 1; j + 1 < W; ++j) {
            const T* const middle = before.data() + row * W + j;
            double sum = 4 * static_cast<double>(*middle);
            for (int64 k = 0; k < 9; ++k) sum += static_cast<double>(middle[(k / 3 - 1) * W + k % 3 - 1]);
            x[row * W + j] = mixed_value(*middle, sum / 13, factor);
        }
    }
}
/// Which of 256 tones a value is.
template <class T>
[[nodiscard]] int tone_of(T v) {
    return static_cast<int>(std::lround(255 * static_cast<double>(clamped_to_one(v))));
}
/// The first `bits` of the 8 bits of a tone; the others become 0.
template <class T>
void posterize(image_extents e, int bits, T* x) {
    const int mask = 0xFF & ~((1 << (8 - bits)) - 1);
    for (int64 i = 0; i < e.size(); ++i) x[i] = static_cast<T>((tone_of(x[i]) & mask) / 255.0);
}
/// 1 - x from a threshold on.
template <class T>
void solarize(image_extents e, double threshold, T* x) {
    for (int64 i = 0; i < e.size(); ++i)
        if (static_cast<double>(x[i]) >= threshold) x[i] = T(1) - x[i];
}
/// The least value of each channel becomes 0, its greatest 1; a channel of one value stays as it is.
template <class T>
void stretch_contrast(image_extents e, T* x) {
    const int64 area = int64{e.H} * e.W;
    for (int c = 0; c < e.C; ++c, x += area) {
        const auto [low, high] = std::minmax_element(x, x + area);
        const T least = *low, width = *high - *low;
        if (width > T(0)) std::transform(x, x + area, x, [&](T v) { return (v - least) / width; });
    }
}
/// Spreads the 256 tones of each channel so that all are about equally frequent.
///
///     tone t becomes (s / 2 + pixels of lower tones) / s, at most 255, rounded down
///     s = (pixels - those of the brightest tone) / 255, rounded down; where it is 0, nothing is changed
template <class T>
void equalize(image_extents e, T* x) {
    const int64 area = int64{e.H} * e.W;
    for (int c = 0; c < e.C; ++c, x += area) {
        std::array<int64, 256> pixels{};
        for (int64 p = 0; p < area; ++p) ++pixels[static_cast<std::size_t>(tone_of(x[p]))];
        const auto brightest = std::find_if(pixels.rbegin(), pixels.rend(), [](int64 n) { return n > 0; });
        const int64 step = (area - *brightest) / 255;
        if (step == 0) continue;
        int64 sum = step / 2;
        for (int64& of_tone : pixels) sum += std::exchange(of_tone, std::min<int64>(sum / step, 255));
        std::transform(x, x + area, x, [&](T v) {
            return static_cast<T>(static_cast<double>(pixels[static_cast<std::size_t>(tone_of(v))]) / 255);
        });
    }
}

}  // namespace strata::inline STRATA_TARGET
