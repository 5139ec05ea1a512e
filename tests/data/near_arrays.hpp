// SPDX-License-Identifier: MIT
#pragma once
/// How far two arrays are from one another.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

namespace strata::test {

/// The largest difference of two elements; the arrays have to have the same extents.
template <class A, class B>
double farthest(const A& a, const B& b) {
    REQUIRE(std::equal(a.shape().begin(), a.shape().end(), b.shape().begin(), b.shape().end()));
    double most = 0;
    auto at = b.begin();
    for (const auto v : a)
        most = std::max(most, std::abs(static_cast<double>(v) - static_cast<double>(*at++)));
    return most;
}

}  // namespace strata::test
