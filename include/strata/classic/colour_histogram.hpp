// SPDX-License-Identifier: MIT
#pragma once
/// Which colours an image has, wherever they are: the share of its pixels in each of some ranges.
///
///     rgb    b^3 ranges, b of each channel: h[(r b + g) b + b']
///     hue    b ranges of the angle on the circle of colours, red at 0, green at 1/3, blue at 2/3
///
/// Values are in [0, 1]; 1 is in the last range. A grey pixel has no hue and is counted as red's, 0. (Swain
/// and Ballard: "Color indexing", 1991; Smith: "Color gamut transform pairs", 1978, for the hue.)
#include <strata/classic/image_batch.hpp>
#include <strata/data/augmentations/colours.hpp>
#include <strata/kernels/parallel.hpp>
#include <strata/target.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>

namespace strata {

enum class colour_ranges { rgb, hue };

}  // namespace strata

namespace strata::inline STRATA_TARGET {

struct colour_histogram_options {
    int bins = 4;  ///< ranges of each channel, or of the hue
    colour_ranges of = colour_ranges::rgb;
    int threads = default_threads();
};

/// The angle of a colour as a share of the circle, in [0, 1).
[[nodiscard]] inline double hue(double red, double green, double blue) {
    const double share = hue_in_sixths(red, green, blue) / 6;
    return share < 0 ? share + 1 : share;
}

/// [N, bins^3] or [N, bins]: shares of pixels. Throws where images have not 3 channels, or values outside of
/// [0, 1]; where there are fewer than 1 or more than 64 bins.
template <Array Images>
[[nodiscard]] xt::xtensor<float, 2> colour_histogram(const Images& images,
                                                     colour_histogram_options options = {}) {
    const xt::xtensor<double, 4> x = images_for_features(images);
    if (x.shape()[1] != 3)
        throw_error({.problem = "only images in colour have a histogram of colours",
                     .expected = "3 channels, [N, 3, H, W]",
                     .found = shape_text(x.shape())});
    if (options.bins < 1 || options.bins > 64)
        throw_error({.problem = "a histogram of colours cannot have so many ranges",
                     .expected = "1 to 64",
                     .found = std::to_string(options.bins)});
    for (const double value : x)
        if (value < 0 || value > 1)
            throw_error({.problem = "the value is no part of a colour",
                         .expected = "0 to 1",
                         .found = std::to_string(value)});
    const int bins = options.bins;
    const auto size = static_cast<std::size_t>(options.of == colour_ranges::hue ? bins : bins * bins * bins);
    auto h = xt::xtensor<float, 2>::from_shape({x.shape()[0], size});
    const auto range_of = [bins](double v) { return std::min(static_cast<int>(v * bins), bins - 1); };
    parallel_for(static_cast<int>(x.shape()[0]), options.threads, [&](int n, int) {
        const image_view image(x, n);
        float* const of_image = h.data() + static_cast<std::size_t>(n) * size;
        std::fill_n(of_image, size, 0.0f);
        for (int row = 0; row < image.height; ++row)
            for (int column = 0; column < image.width; ++column) {
                const double r = image.at(0, row, column), g = image.at(1, row, column),
                             b = image.at(2, row, column);
                ++of_image[options.of == colour_ranges::hue
                               ? range_of(hue(r, g, b))
                               : (range_of(r) * bins + range_of(g)) * bins + range_of(b)];
            }
        for (std::size_t k = 0; k < size; ++k)
            of_image[k] /= static_cast<float>(image.height) * static_cast<float>(image.width);
    });
    return h;
}

}  // namespace strata::inline STRATA_TARGET
