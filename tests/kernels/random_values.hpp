// SPDX-License-Identifier: MIT
#pragma once
/// Operands for kernel tests: the same numbers in every build.
#include <algorithm>
#include <cmath>
#include <strata/kernels/random.hpp>
#include <strata/kernels/simd.hpp>
#include <vector>

/// n numbers in [-1, 1), and the slack that kernels may read.
template <class T>
std::vector<T> random_values(long n, std::uint64_t stream) {
    std::vector<T> values(static_cast<std::size_t>(n + strata::slack_elements));
    const strata::random_stream random(strata::seed{1}, stream);
    for (std::size_t i = 0; i < static_cast<std::size_t>(n); ++i)
        values[i] = static_cast<T>(2 * random.uniform(i) - 1);
    return values;
}

/// The largest difference of the first n elements.
template <class T>
double largest_difference(const std::vector<T>& a, const std::vector<T>& b, long n) {
    double largest = 0;
    for (std::size_t i = 0; i < static_cast<std::size_t>(n); ++i)
        largest = std::max(largest, std::abs(static_cast<double>(a[i]) - static_cast<double>(b[i])));
    return largest;
}

/// What rounding may do to a sum of `terms` products of numbers in [-1, 1).
template <class T>
double rounding(long terms) {
    return 4 * static_cast<double>(terms + 1) * static_cast<double>(std::numeric_limits<T>::epsilon());
}
