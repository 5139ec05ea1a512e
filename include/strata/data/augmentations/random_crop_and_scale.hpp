// SPDX-License-Identifier: MIT
#pragma once
/// A random part of an image, stretched to the size of the whole.
#include <strata/data/augmentations/bilinear.hpp>
#include <strata/data/augmentations/settings.hpp>
#include <strata/target.hpp>

#include <algorithm>
#include <cmath>

namespace strata::inline STRATA_TARGET {

/// Cuts a part out of each image, of a random area and a random ratio of width to height, at a random place,
/// and stretches it to the image's extents.
///
///     y = stretch_part(x; part)     x, y: [C, H, W]
///     area of the part = H W u, u uniform in [least_area, most_area]
///     width / height   = exp(v), v uniform in [log least_ratio, log most_ratio]
///
/// A part that does not fit inside is drawn again, ten times at most; then it is the largest in the middle
/// whose ratio is in the range.
///
/// (Szegedy and others: "Going deeper with convolutions", 2015, section 6; ResNet is trained so as well.
/// torchvision's RandomResizedCrop.) Throws where the areas are not 0 < least <= most <= 1, or the ratios not
/// 0 < least <= most.
struct random_crop_and_scale {
    double least_area = 0.08, most_area = 1;             ///< shares of the image
    double least_ratio = 3.0 / 4, most_ratio = 4.0 / 3;  ///< width to height

    template <class T>
    void operator()(image_extents e, const random_stream& random, const T* x, T* y) const {
        stretch_part(e, draw(e, random), e, x, y);
    }

    /// The part that a stream draws.
    [[nodiscard]] image_part draw(image_extents e, const random_stream& random) const {
        check();
        const double area = static_cast<double>(e.H) * e.W;
        const double low = std::log(least_ratio), high = std::log(most_ratio);
        for (std::uint64_t i = 0; i < 40; i += 4) {
            const double wanted = area * (least_area + (most_area - least_area) * random.uniform(i));
            const double ratio = std::exp(low + (high - low) * random.uniform(i + 1));
            const double width = std::round(std::sqrt(wanted * ratio)),
                         height = std::round(std::sqrt(wanted / ratio));
            if (!(width >= 1 && width <= e.W && height >= 1 && height <= e.H)) continue;
            const int w = static_cast<int>(width), h = static_cast<int>(height);
            return {static_cast<int>(random.below(i + 2, static_cast<std::uint32_t>(e.H - h + 1))),
                    static_cast<int>(random.below(i + 3, static_cast<std::uint32_t>(e.W - w + 1))), h, w};
        }
        return in_the_middle(e);
    }

private:
    void check() const {
        const auto areas = "a part's area is a share of the image, the least above 0 and not above the most";
        const auto ratios = "a ratio of width to height is above 0, the least not above the most";
        check_between({"random_crop_and_scale::most_area", most_area}, 0, 1, areas);
        check_above_zero({"random_crop_and_scale::least_area", least_area}, most_area, areas);
        check_finite({"random_crop_and_scale::most_ratio", most_ratio}, ratios);
        check_above_zero({"random_crop_and_scale::least_ratio", least_ratio}, most_ratio, ratios);
    }
    [[nodiscard]] image_part in_the_middle(image_extents e) const {
        const double ratio = static_cast<double>(e.W) / e.H;
        int h = e.H, w = e.W;
        if (ratio < least_ratio) h = std::clamp(static_cast<int>(std::round(e.W / least_ratio)), 1, e.H);
        if (ratio > most_ratio) w = std::clamp(static_cast<int>(std::round(e.H * most_ratio)), 1, e.W);
        return {(e.H - h) / 2, (e.W - w) / 2, h, w};
    }
};

}  // namespace strata::inline STRATA_TARGET
