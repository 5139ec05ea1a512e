// SPDX-License-Identifier: MIT
#pragma once
/// An image with a rectangle of another one in it.
#include <strata/data/augmentations/beta.hpp>
#include <strata/data/augmentations/cutout.hpp>
#include <strata/data/augmentations/settings.hpp>
#include <strata/target.hpp>

#include <algorithm>
#include <cmath>

namespace strata::inline STRATA_TARGET {

/// Puts a rectangle of another image in the same place of this one.
///
///     y[c, i, j] = z[c, i, j] inside of the rectangle, x[c, i, j] elsewhere     x, z, y: [C, H, W]
///     height, width of the rectangle: H sqrt(1 - l), W sqrt(1 - l), rounded down      l of Beta(alpha, alpha)
///
/// The rectangle's middle is any pixel, all equally likely; what lies outside is cut off. Returns the share
/// of pixels that are x's, which is the share of its target: `mixed_up` does the rest. (Yun, Han, Oh, Chun,
/// Choe, Yoo: "CutMix: regularization strategy to train strong classifiers with localizable features", 2019,
/// section 3.1, equations 1 and 2.) Throws where `alpha` is not above 0, or `probability` none.
struct cutmix {
    double alpha = 1;
    double probability = 1;  ///< that an image is mixed; 0.5 in the paper for CIFAR

    template <class T>
    double operator()(image_extents e, const random_stream& random, const T* x, const T* z, T* y) const {
        check_above_zero({"cutmix::alpha", alpha}, 1e6, "there is no Beta distribution of this number");
        check_probability({"cutmix::probability", probability});
        std::copy_n(x, e.size(), y);
        if (random.uniform(0) >= probability) return 1;
        const double side = std::sqrt(1 - beta_draw(alpha, alpha, random.part(0)));
        const image_part part =
            drawn_part(e, random, static_cast<int>(e.H * side), static_cast<int>(e.W * side));
        for_rows_of(e, part, [&](int64 begin, int64 end) { std::copy(z + begin, z + end, y + begin); });
        return 1 - static_cast<double>(part.height) * part.width / (static_cast<double>(e.H) * e.W);
    }
};

}  // namespace strata::inline STRATA_TARGET
