// SPDX-License-Identifier: MIT
#pragma once
/// Images turned by a random angle.
#include <strata/data/augmentations/bilinear.hpp>
#include <strata/data/augmentations/settings.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// Turns each image about its middle by an angle that is uniform in [-degrees, degrees], positive angles
/// against the clock.
///
///     y = read_through(x; turned by the angle)     x, y: [C, H, W]
///
/// Corners that come in are `fill`: 0 is the mean where images are normalized. (torchvision's RandomRotation,
/// bilinear.) Throws where `degrees` is not in 0 to 180, or `fill` no finite number.
struct random_rotation {
    double degrees = 15;
    double fill = 0;

    template <class T>
    void operator()(image_extents e, const random_stream& random, const T* x, T* y) const {
        check_between({"random_rotation::degrees", degrees}, 0, 180,
                      "images are turned by up to half a turn");
        check_finite({"random_rotation::fill", fill}, "what comes in at the corners has to be a number");
        read_through(e, turned(degrees * (2 * random.uniform(0) - 1)), fill, x, y);
    }
};

}  // namespace strata::inline STRATA_TARGET
