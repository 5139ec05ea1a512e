// SPDX-License-Identifier: MIT
#pragma once
/// So many operations out of a list, at one magnitude.
#include <strata/data/augmentations/bilinear.hpp>
#include <strata/data/augmentations/colour_jitter.hpp>
#include <strata/data/augmentations/tones.hpp>
#include <strata/target.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// What `random_augment` draws from; `image_operations` has all of them.
enum class image_operation {
    identity,     ///< nothing
    shear_x,      ///< rows moved along, by up to 0.3 of their distance from the middle
    shear_y,      ///< columns, likewise
    translate_x,  ///< moved right or left by up to 0.45 of the width
    translate_y,  ///< moved down or up by up to 0.45 of the height
    rotate,       ///< turned by up to 30 degrees
    brightness,   ///< these four: by a factor of up to 1 +- 0.9
    saturation,
    contrast,
    sharpness,
    posterize,      ///< 8 to 4 bits are left
    solarize,       ///< what is brighter than a threshold is inverted: 1 down to 0
    auto_contrast,  ///< the darkest value black, the brightest white
    equalize        ///< all tones equally frequent
};
inline constexpr std::array image_operations{
    image_operation::identity,      image_operation::shear_x,     image_operation::shear_y,
    image_operation::translate_x,   image_operation::translate_y, image_operation::rotate,
    image_operation::brightness,    image_operation::saturation,  image_operation::contrast,
    image_operation::sharpness,     image_operation::posterize,   image_operation::solarize,
    image_operation::auto_contrast, image_operation::equalize};

/// y = x changed by an operation of strength s, 0 to 1 of what is said at each; below 0 it goes the other
/// way, where there is one. Values are from 0 to 1.
///
///     x, y: [C, H, W], not the same memory      fill: what comes in where an image is moved
template <class T>
void apply_operation(image_extents e, image_operation operation, double s, double fill, const T* x, T* y) {
    using enum image_operation;
    const auto through = [&](const affine_map& map) { read_through(e, map, fill, x, y); };
    switch (operation) {
        case shear_x:
            return through({.xy = 0.3 * s});
        case shear_y:
            return through({.yx = 0.3 * s});
        case translate_x:
            return through({.right = -std::trunc(0.45 * s * e.W)});
        case translate_y:
            return through({.down = -std::trunc(0.45 * s * e.H)});
        case rotate:
            return through(turned(30 * s));
        default:
            std::copy_n(x, e.size(), y);
    }
    switch (operation) {
        case brightness:
            return change_brightness(e, 1 + 0.9 * s, y);
        case saturation:
            return change_saturation(e, 1 + 0.9 * s, y);
        case contrast:
            return change_contrast(e, 1 + 0.9 * s, y);
        case sharpness:
            return change_sharpness(e, 1 + 0.9 * s, y);
        case posterize:
            return strata::posterize(e, 8 - static_cast<int>(std::lround(4 * std::abs(s))), y);
        case solarize:
            return strata::solarize(e, 1 - std::abs(s), y);
        case auto_contrast:
            return stretch_contrast(e, y);
        case equalize:
            return strata::equalize(e, y);
        default:
            return;
    }
}

/// RandAugment: changes each image by `count` operations, each drawn from the list, all equally likely, and
/// applied at strength magnitude / 30, every other time the other way.
///
///     x, y: [C, H, W], C being 1 or 3
///
/// Values are expected in [black, white], by default in [0, 1]: see `colour_jitter`. What comes in where an
/// image is moved is `fill`, in the image's own values. Operations that colour says nothing to leave a grey
/// image as it is.
///
/// (Cubuk, Zoph, Shlens, Le: "RandAugment: practical automated data augmentation with a reduced search
/// space", 2020, figure 2 and section 3, with the ranges of torchvision's RandAugment; read between pixels,
/// and sheared about the middle.) Throws where `count` is below 0, `magnitude` not in 0 to 30, the list
/// empty, or the range or C wrong.
struct random_augment {
    int count = 2;
    double magnitude = 9;
    std::vector<image_operation> operations{image_operations.begin(), image_operations.end()};
    double black = 0, white = 1;
    double fill = 0;

    template <class T>
    void operator()(image_extents e, const random_stream& random, const T* x, T* y) const {
        check_at_least({"random_augment::count", static_cast<double>(count)}, 0,
                       "an image cannot be changed by fewer than 0 operations");
        check_between({"random_augment::magnitude", magnitude}, 0, 30, "there is no such magnitude");
        check_finite({"random_augment::fill", fill}, "what comes in has to be a number");
        if (operations.empty())
            throw_error({.problem = "there is no operation to draw", .name = "random_augment::operations"});
        const auto choices = static_cast<std::uint32_t>(operations.size());
        change_in_unit_range(e, "random_augment", black, white, x, y, [&](T* unit) {
            const double unit_fill = (fill - black) / (white - black);
            std::vector<T> before;
            for (int k = 0; k < count; ++k) {
                const auto i = static_cast<std::uint64_t>(2 * k);
                const double sign = random.below(i + 1, 2) == 1 ? -1 : 1;
                before.assign(unit, unit + e.size());
                apply_operation(e, operations[random.below(i, choices)], sign * magnitude / 30, unit_fill,
                                before.data(), unit);
            }
        });
    }
};

}  // namespace strata::inline STRATA_TARGET
