// SPDX-License-Identifier: MIT
#pragma once
/// The scale along one side of a plot: where it starts, where it ends, and the round values written along it.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <strata/target.hpp>
#include <string>
#include <vector>

namespace strata::inline STRATA_TARGET {

struct plot_axis {
    double low = 0, high = 1;   ///< the ends
    double step = 0.2;          ///< from tick to tick: 1, 2 or 5 times a power of ten
    std::vector<double> ticks;  ///< the multiples of `step` between the ends

    /// The share of the way from low to high.
    [[nodiscard]] double share(double value) const { return (value - low) / (high - low); }

    /// A tick as text, with the digits that its step needs: "0.05", "60000", "2e-05".
    [[nodiscard]] std::string text(double value) const {
        char buffer[64];
        const double largest = std::max(std::abs(low), std::abs(high));
        const int decimals = static_cast<int>(std::max(0.0, -std::floor(std::log10(step) + 1e-9)));
        if (largest >= 1e6 || decimals > 5) {
            const double digits =
                std::floor(std::log10(largest) + 1e-9) - std::floor(std::log10(step) + 1e-9) + 1;
            std::snprintf(buffer, sizeof buffer, "%.*g", static_cast<int>(std::clamp(digits, 1.0, 15.0)),
                          value);
        } else {
            std::snprintf(buffer, sizeof buffer, "%.*f", decimals, value);
        }
        return buffer;
    }
};

/// An axis that holds [low, high] with about `count` steps. `rounded` moves the ends outwards to ticks. A
/// range of no length is widened, one that is empty (low > high) becomes [0, 1].
[[nodiscard]] inline plot_axis make_plot_axis(double low, double high, int count, bool rounded) {
    if (!(low <= high)) low = 0, high = 1;
    // Below a few units in the last place no round step could be added to the values at all.
    if (high - low <= 1e-12 * std::max(std::abs(low), std::abs(high)) || high == low) {
        const double margin = low == 0 ? 1 : std::abs(low) / 2;
        low -= margin, high += margin;
    }
    plot_axis result{low, high, 0, {}};
    const double raw = (high - low) / std::max(count, 1), power = std::pow(10, std::floor(std::log10(raw)));
    result.step = 10 * power;
    for (const double factor : {5.0, 2.0, 1.0})
        if (factor * power >= raw * (1 - 1e-9)) result.step = factor * power;
    const double slack = 1e-9;  // an end that is a tick up to rounding is one
    const double first =
        rounded ? std::floor(low / result.step + slack) : std::ceil(low / result.step - slack);
    const double last =
        rounded ? std::ceil(high / result.step - slack) : std::floor(high / result.step + slack);
    for (double i = first; i <= last; ++i) result.ticks.push_back(i == 0 ? 0 : i * result.step);
    if (rounded) result.low = first * result.step, result.high = last * result.step;
    return result;
}

/// An axis of powers of ten, about `count` steps from 10^low to 10^high: its ends and ticks are exponents.
[[nodiscard]] inline plot_axis make_power_axis(double low, double high, int count) {
    if (!(low <= high)) low = 0, high = 1;
    plot_axis result{std::floor(low + 1e-9), std::ceil(high - 1e-9), 1, {}};
    if (result.high <= result.low) result.high = result.low + 1;
    result.step = std::max(1.0, std::ceil((result.high - result.low) / std::max(count, 1)));
    for (double i = result.low; i <= result.high; i += result.step) result.ticks.push_back(i);
    return result;
}
/// 10^-3 as "0.001", 10^-7 as "1e-7".
[[nodiscard]] inline std::string power_text(double exponent) {
    const int k = static_cast<int>(exponent);
    if (k < -4 || k > 5) return "1e" + std::to_string(k);
    const std::string zeros(static_cast<std::size_t>(k < 0 ? -k - 1 : k), '0');
    return k < 0 ? "0." + zeros + "1" : "1" + zeros;
}

}  // namespace strata::inline STRATA_TARGET
