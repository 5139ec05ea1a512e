// SPDX-License-Identifier: MIT
#pragma once
/// Numbers between 0 and 1 of a Beta distribution.
#include <strata/kernels/random.hpp>
#include <strata/target.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace strata::inline STRATA_TARGET {

/// The logarithm of a number of the Gamma distribution of shape a and scale 1, for any a > 0.
///
///     d (1 + c z)^3 u^(1/a)     d = a + 2/3, c = 1 / sqrt(9 d), z normal, u uniform in (0, 1)
///     where z is drawn until 1 + c z > 0 and log v < z^2 / 2 + d (1 - t + log t) with t = (1 + c z)^3, v uniform
///
/// The first factor is exactly of shape a + 1 (Marsaglia and Tsang: "A simple method for generating gamma
/// variables", 2000, section 2), the power brings it down to a (section 6). A logarithm, since for a small a
/// the number itself is often 0.
[[nodiscard]] inline double log_gamma_draw(double a, const random_stream& random) {
    const auto positive = [](const random_stream& r, std::uint64_t i) { return (r.bits(i) + 0.5) * 0x1p-32; };
    const random_stream normals = random.part(0), uniforms = random.part(1);
    const double d = a + 2.0 / 3, c = 1 / std::sqrt(9 * d), power = std::log(positive(uniforms, 0)) / a;
    for (std::uint64_t i = 1;; ++i) {
        const double z = normals.normal(i), root = 1 + c * z;
        if (!(root > 0)) continue;
        const double t = root * root * root, log_t = 3 * std::log(root);
        if (std::log(positive(uniforms, i)) < z * z / 2 + d * (1 - t + log_t))
            return std::log(d) + log_t + power;
    }
}

/// A number of the Beta distribution: g / (g + h), g and h being of the Gamma distributions of shapes a and
/// b.
[[nodiscard]] inline double beta_draw(double a, double b, const random_stream& random) {
    const double h_over_g = log_gamma_draw(b, random.part(1)) - log_gamma_draw(a, random.part(0));
    return 1 / (1 + std::exp(std::clamp(h_over_g, -700.0, 700.0)));
}

}  // namespace strata::inline STRATA_TARGET
