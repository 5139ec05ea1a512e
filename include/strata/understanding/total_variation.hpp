// SPDX-License-Identifier: MIT
#pragma once
/// What keeps a picture that is made by gradient from being noise.
///
///     total variation     V(x) = sum_ij ((x[i, j + 1] - x[i, j])^2 + (x[i + 1, j] - x[i, j])^2)^(beta / 2)
///     norm                R(x) = sum_ij |x[i, j]|^alpha
///
/// for each channel; a difference across the edge is 0. (Mahendran and Vedaldi, 2015, section 2.)
#include <cmath>
#include <span>
#include <strata/int64.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// V of planes [planes, height, width] at x; adds weight dV/dx to the gradient. Where beta is below 2, the
/// slope of no difference at all is taken as 0.
template <class T>
double total_variation(std::span<const T> x, int height, int width, double beta, double weight,
                       std::span<T> gradient) {
    const auto H = static_cast<std::size_t>(height), W = static_cast<std::size_t>(width);
    double sum = 0;
    for (std::size_t plane = 0; plane < x.size(); plane += H * W)
        for (std::size_t i = 0; i < H; ++i)
            for (std::size_t j = 0; j < W; ++j) {
                const std::size_t at = plane + i * W + j, right = j + 1 < W ? at + 1 : at,
                                  below = i + 1 < H ? at + W : at;
                const double across = static_cast<double>(x[right] - x[at]),
                             down = static_cast<double>(x[below] - x[at]);
                const double square = across * across + down * down;
                if (!(square > 0)) continue;
                const double power = std::pow(square, beta / 2), slope = weight * beta * power / square;
                sum += power;
                gradient[right] += static_cast<T>(slope * across);
                gradient[below] += static_cast<T>(slope * down);
                gradient[at] -= static_cast<T>(slope * (across + down));
            }
    return sum;
}

/// R at x; adds weight dR/dx to the gradient.
template <class T>
double power_norm(std::span<const T> x, double alpha, double weight, std::span<T> gradient) {
    double sum = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const double v = std::abs(static_cast<double>(x[i]));
        if (!(v > 0)) continue;
        const double power = std::pow(v, alpha);
        sum += power;
        gradient[i] += static_cast<T>(weight * alpha * power / static_cast<double>(x[i]));
    }
    return sum;
}

}  // namespace strata::inline STRATA_TARGET
