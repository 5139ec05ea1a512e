// SPDX-License-Identifier: MIT
#pragma once
/// How far coded boxes are apart, for losses that look at some of many: smooth L1, with the beta 1/9 of
/// torchvision's detectors in two stages unless another is said.
///
///     value = sum_k f(y[k] - t[k])      slope[k] = f'(y[k] - t[k])      f as in `smooth_l1_loss`
#include <array>
#include <cmath>
#include <strata/vision/box_coder.hpp>

namespace strata::inline STRATA_TARGET {

namespace detail {

struct smooth_distance {
    double value = 0;
    std::array<double, 4> slope{};

    smooth_distance(const box_offsets& y, const box_offsets& t)
        : smooth_distance(std::array{double(y.x), double(y.y), double(y.width), double(y.height)}, t) {}
    smooth_distance(const std::array<double, 4>& y, const box_offsets& t, double beta = 1.0 / 9) {
        const std::array<double, 4> d{y[0] - double(t.x), y[1] - double(t.y), y[2] - double(t.width),
                                      y[3] - double(t.height)};
        for (std::size_t k = 0; k < 4; ++k) {
            const double size = std::abs(d[k]);
            value += size < beta ? d[k] * d[k] / (2 * beta) : size - beta / 2;
            slope[k] = size < beta ? d[k] / beta : d[k] > 0 ? 1 : d[k] < 0 ? -1 : d[k];
        }
    }
};

}  // namespace detail

}  // namespace strata::inline STRATA_TARGET
