// SPDX-License-Identifier: MIT
#pragma once
/// The plain loops of group normalization, for tests and for comparison.
#include <cmath>
#include <cstddef>
#include <strata/kernels/normalization/group_normalization.hpp>
#include <strata/target.hpp>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// What `group_normalization_forward` and `group_normalization_backward` compute with scale and shift and no
/// activation behind, all of it in double; `mean_s`, scratch and sums are not used.
template <class T>
void reference_group_normalization(const group_normalization_pass<T>& p) {
    const group_extents& e = p.e;
    for (int64 c = 0; c < e.C; ++c) p.dw[c] = p.db[c] = T(0);
    for (int64 g = 0; g < e.G; ++g) {
        std::vector<double> dw(static_cast<std::size_t>(e.D())), db = dw;
        for (int64 sample = 0; sample < p.n; ++sample) {
            const auto over_group = [&](auto&& body) {
                for (int64 r = 0; r < e.R; ++r)
                    for (int64 c = g * e.D(); c < (g + 1) * e.D(); ++c)
                        body(sample * e.size() + r * e.C + c, c, static_cast<std::size_t>(c - g * e.D()));
            };
            const double M = static_cast<double>(e.R * e.D());
            double mean = 0, variance = 0, all = 0, along = 0;
            over_group([&](int64 i, int64, std::size_t) { mean += double(p.x[i]) / M; });
            over_group(
                [&](int64 i, int64, std::size_t) { variance += std::pow(double(p.x[i]) - mean, 2) / M; });
            const double s = 1 / std::sqrt(variance + double(p.epsilon));
            over_group([&](int64 i, int64 c, std::size_t k) {
                const double xh = (double(p.x[i]) - mean) * s, z = double(p.dy[i]), w = double(p.w[c]);
                p.y[i] = static_cast<T>(xh * w + double(p.b[c]));
                db[k] += z, dw[k] += z * xh;
                all += z * w / M, along += z * w * xh / M;
            });
            over_group([&](int64 i, int64 c, std::size_t) {
                const double xh = (double(p.x[i]) - mean) * s, z = double(p.dy[i]), w = double(p.w[c]);
                p.dx[i] = static_cast<T>((p.add_dx ? double(p.dx[i]) : 0) + s * (z * w - all - xh * along));
            });
        }
        for (int64 k = 0; k < e.D(); ++k) {
            p.dw[g * e.D() + k] = static_cast<T>(dw[static_cast<std::size_t>(k)]);
            p.db[g * e.D() + k] = static_cast<T>(db[static_cast<std::size_t>(k)]);
        }
    }
}

}  // namespace strata::inline STRATA_TARGET
