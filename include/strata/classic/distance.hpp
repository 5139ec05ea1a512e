// SPDX-License-Identifier: MIT
#pragma once
/// How far two rows of numbers are from each other.
///
///     l1        sum_i |a[i] - b[i]|
///     l2        sqrt(sum_i (a[i] - b[i])^2)
///     cosine    1 - sum_i a[i] b[i] / (|a| |b|), and 1 where a or b is nothing but zeros
#include <strata/int64.hpp>
#include <strata/target.hpp>

#include <cmath>

namespace strata {

enum class distance { l1, l2, cosine };

}  // namespace strata

namespace strata::inline STRATA_TARGET {

namespace detail {

/// The sum of term(i) over [0, n) in double: eight sums side by side, then in order.
template <class Term>
inline double sum_in_double(int64 n, Term&& term) {
    double sums[8] = {};
    int64 i = 0;
    for (; i + 8 <= n; i += 8)
        for (int lane = 0; lane < 8; ++lane) sums[lane] += term(i + lane);
    for (; i < n; ++i) sums[i % 8] += term(i);
    double sum = 0;
    for (const double some : sums) sum += some;
    return sum;
}

}  // namespace detail

/// sum_i a[i]^2 in double.
[[nodiscard, gnu::noinline]] inline double squared_length(const float* a, int64 n) {
    return detail::sum_in_double(n, [=](int64 i) { return double(a[i]) * double(a[i]); });
}

/// What orders rows b by their distance from a: the distance, or the square of it for l2, in double. It is
/// the same number wherever it is asked for.
[[nodiscard, gnu::noinline]] inline double distance_order(distance measure, const float* a, const float* b,
                                                          int64 n) {
    if (measure == distance::l1)
        return detail::sum_in_double(n, [=](int64 i) { return std::abs(double(a[i]) - double(b[i])); });
    if (measure == distance::l2)
        return detail::sum_in_double(n, [=](int64 i) {
            const double d = double(a[i]) - double(b[i]);
            return d * d;
        });
    const double lengths = squared_length(a, n) * squared_length(b, n);
    const double product = detail::sum_in_double(n, [=](int64 i) { return double(a[i]) * double(b[i]); });
    return lengths > 0 ? 1 - product / std::sqrt(lengths) : 1;
}
/// The distance that such a number stands for.
[[nodiscard]] inline double distance_of_order(distance measure, double order) {
    return measure == distance::l2 ? std::sqrt(order) : order;
}

}  // namespace strata::inline STRATA_TARGET
