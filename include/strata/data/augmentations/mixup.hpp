// SPDX-License-Identifier: MIT
#pragma once
/// Two images faded into each other.
#include <strata/data/augmentation.hpp>
#include <strata/data/augmentations/beta.hpp>
#include <strata/data/augmentations/settings.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// Fades an image into another one.
///
///     y = l x + (1 - l) z     l of Beta(alpha, alpha), where it is mixed at all, else 1
///     x, z, y: [C, H, W]
///
/// Returns l, the share that x's target has in the target of y: `mixed_up` does the rest. (Zhang, Cisse,
/// Dauphin, Lopez-Paz: "mixup: beyond empirical risk minimization", 2018, section 2.) Throws where `alpha` is
/// not above 0, or `probability` none.
struct mixup {
    double alpha = 0.2;      ///< 1: all shares are equally likely; the smaller, the closer to 0 and 1
    double probability = 1;  ///< that an image is mixed

    template <class T>
    double operator()(image_extents e, const random_stream& random, const T* x, const T* z, T* y) const {
        check_above_zero({"mixup::alpha", alpha}, 1e6, "there is no Beta distribution of this number");
        check_probability({"mixup::probability", probability});
        const bool mixes = random.uniform(0) < probability;
        const double share = mixes ? beta_draw(alpha, alpha, random.part(0)) : 1;
        for (int64 i = 0; i < e.size(); ++i)
            y[i] =
                static_cast<T>(share * static_cast<double>(x[i]) + (1 - share) * static_cast<double>(z[i]));
        return share;
    }
};

}  // namespace strata::inline STRATA_TARGET
