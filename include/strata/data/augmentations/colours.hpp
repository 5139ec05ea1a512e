// SPDX-License-Identifier: MIT
#pragma once
/// Changes of the colours of an image whose values are from 0 (black) to 1 (white), in place; what would go
/// beyond is 0 or 1. Images are grey, [1, H, W], or red, green and blue, [3, H, W].
///
///     mixed(x, b, f) = clamp(f x + (1 - f) b, 0, 1)        grey = 0.2989 r + 0.587 g + 0.114 b
///
/// As torchvision's adjust_brightness and so on define them, for images of real numbers.
#include <strata/data/augmentation.hpp>
#include <strata/target.hpp>

#include <algorithm>
#include <cmath>

namespace strata::inline STRATA_TARGET {

template <class T>
[[nodiscard]] constexpr T clamped_to_one(T v) {
    return v > T(1) ? T(1) : v > T(0) ? v : T(0);
}
/// How bright pixel p of an image is.
template <class T>
[[nodiscard]] double grey_value(image_extents e, const T* x, int64 p) {
    if (e.C == 1) return static_cast<double>(x[p]);
    const int64 area = int64{e.H} * e.W;
    return 0.2989 * static_cast<double>(x[p]) + 0.587 * static_cast<double>(x[p + area]) +
           0.114 * static_cast<double>(x[p + 2 * area]);
}
/// mixed(x, b, f) of one value.
template <class T>
[[nodiscard]] T mixed_value(T x, double b, double f) {
    return clamped_to_one(static_cast<T>(f * static_cast<double>(x) + (1 - f) * b));
}

/// mixed(x, 0, factor)
template <class T>
void change_brightness(image_extents e, double factor, T* x) {
    for (int64 i = 0; i < e.size(); ++i) x[i] = mixed_value(x[i], 0, factor);
}
/// mixed(x, mean of grey, factor)
template <class T>
void change_contrast(image_extents e, double factor, T* x) {
    const int64 area = int64{e.H} * e.W;
    double sum = 0;
    for (int64 p = 0; p < area; ++p) sum += grey_value(e, x, p);
    const double mean = sum / static_cast<double>(area);
    for (int64 i = 0; i < e.size(); ++i) x[i] = mixed_value(x[i], mean, factor);
}
/// mixed(x, the pixel's grey, factor): 0 leaves no colour. A grey image stays as it is.
template <class T>
void change_saturation(image_extents e, double factor, T* x) {
    if (e.C == 1) return;
    const int64 area = int64{e.H} * e.W;
    for (int64 p = 0; p < area; ++p) {
        const double grey = grey_value(e, x, p);
        for (int c = 0; c < 3; ++c) x[c * area + p] = mixed_value(x[c * area + p], grey, factor);
    }
}
/// The angle of a colour on the circle of colours in sixths of it, red at 0, green at 2, blue at 4; from -1
/// on. A grey one has none, and 0 is returned.
[[nodiscard]] inline double hue_in_sixths(double red, double green, double blue) {
    const double most = std::max({red, green, blue}), chroma = most - std::min({red, green, blue});
    return !(chroma > 0)   ? 0
           : most == red   ? (green - blue) / chroma
           : most == green ? 2 + (blue - red) / chroma
                           : 4 + (red - green) / chroma;
}
/// The hue of each pixel moved by a share of the circle of colours, 1/3 of which makes red green, with the
/// pixel's saturation and value as they are. A grey image stays as it is.
///
///     v = max(r, g, b)      s = (v - min(r, g, b)) / v
///     channel k of hue h: v - v s clamp(min(m, 4 - m), 0, 1) with m = (n_k + 6 h) mod 6, n = 5, 3, 1
template <class T>
void change_hue(image_extents e, double shift, T* x) {
    if (e.C == 1) return;
    const int64 area = int64{e.H} * e.W;
    for (int64 p = 0; p < area; ++p) {
        const auto of = [&](int c) { return static_cast<double>(x[c * area + p]); };
        const double r = of(0), g = of(1), b = of(2);
        const double v = std::max({r, g, b}), chroma = v - std::min({r, g, b});
        if (!(chroma > 0)) continue;
        const double sixths = hue_in_sixths(r, g, b);
        for (int c = 0; c < 3; ++c) {
            const double place = 5 - 2 * c + sixths + 6 * shift, m = place - 6 * std::floor(place / 6);
            x[c * area + p] =
                clamped_to_one(static_cast<T>(v - chroma * std::clamp(std::min(m, 4 - m), 0.0, 1.0)));
        }
    }
}

}  // namespace strata::inline STRATA_TARGET
