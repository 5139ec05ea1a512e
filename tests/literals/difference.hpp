// SPDX-License-Identifier: MIT
#pragma once
/// How far numbers are from what they should be.
#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>
#include <vector>

namespace strata::test {

/// The largest |found - expected| over the largest |expected| (or over 1, if that is larger); infinite where the counts differ or
/// a number is none.
template <class Found, class Expected>
double difference(const Found& found, const Expected& expected) {
    if (found.size() != expected.size()) return std::numeric_limits<double>::infinity();
    double apart = 0, scale = 1;
    auto e = expected.begin();
    for (auto f = found.begin(); f != found.end(); ++f, ++e) {
        const double d = std::abs(static_cast<double>(*f) - static_cast<double>(*e));
        if (!std::isfinite(d)) return std::numeric_limits<double>::infinity();
        apart = std::max(apart, d);
        scale = std::max(scale, std::abs(static_cast<double>(*e)));
    }
    return apart / scale;
}

/// What rounding may do to a short sum in T.
template <class T>
inline constexpr double rounding = std::is_same_v<T, double> ? 1e-12 : 1e-5;

}  // namespace strata::test
