// SPDX-License-Identifier: MIT
#pragma once
/// How the numbers of an array spread.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <strata/int64.hpp>
#include <strata/kernels/floating_point.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// Mean, deviation, length and a histogram of numbers x[i], of those that are finite.
///
///     mean = 1/n sum_i x[i]      deviation^2 = 1/n sum_i (x[i] - mean)^2      norm^2 = sum_i x[i]^2
struct value_spread {
    static constexpr int bins = 48;

    int64 count = 0, not_finite = 0;
    double mean = 0, deviation = 0, norm = 0;
    double zeros = 0;                     ///< share of those that are exactly 0
    double least = 0, most = 0;           ///< of those that are finite
    double low = 0, high = 1;             ///< ends of the histogram: 0, or a power of two
    std::array<int64, bins> counts = {};  ///< in bins of the same width

    [[nodiscard]] bool finite() const { return not_finite == 0; }
    /// How many lie in [from, to), those of a bin spread evenly over it.
    [[nodiscard]] double between(double from, double to) const {
        double sum = 0;
        const double width = (high - low) / bins;
        for (int b = 0; b < bins; ++b) {
            const double begin = low + b * width;
            const double covered = std::min(to, begin + width) - std::max(from, begin);
            if (covered > 0)
                sum += covered / width * static_cast<double>(counts[static_cast<std::size_t>(b)]);
        }
        return sum;
    }
};

/// That of n numbers.
template <class T>
[[nodiscard]] value_spread spread_of(const T* x, int64 n) {
    value_spread s;
    s.count = n;
    double sum = 0, squares = 0;
    int64 zeros = 0, finite = 0;
    for (int64 i = 0; i < n; ++i) {
        if (!is_finite(x[i])) continue;
        const auto v = static_cast<double>(x[i]);
        if (finite == 0) s.least = s.most = v;
        s.least = std::min(s.least, v), s.most = std::max(s.most, v);
        sum += v, squares += v * v;
        zeros += v == 0;
        ++finite;
    }
    s.not_finite = n - finite;
    s.norm = std::sqrt(squares);
    if (finite == 0) return s;
    s.mean = sum / static_cast<double>(finite);
    s.zeros = static_cast<double>(zeros) / static_cast<double>(finite);
    const double reach = std::max(s.most, -s.least);
    if (reach > 0) {
        const double end = std::exp2(std::ceil(std::log2(reach)));
        s.low = s.least < 0 ? -end : 0, s.high = s.most > 0 ? end : 0;
    }
    double apart = 0;
    for (int64 i = 0; i < n; ++i) {
        if (!is_finite(x[i])) continue;
        const auto v = static_cast<double>(x[i]);
        apart += (v - s.mean) * (v - s.mean);
        const double bin = (v - s.low) / (s.high - s.low) * value_spread::bins;
        ++s.counts[static_cast<std::size_t>(std::clamp(bin, 0.0, value_spread::bins - 1.0))];
    }
    s.deviation = std::sqrt(apart / static_cast<double>(finite));
    return s;
}

}  // namespace strata::inline STRATA_TARGET
