// SPDX-License-Identifier: MIT
#include <strata/kernels/largest_of_neighbours.hpp>

#include <doctest/doctest.h>

#include <cstring>
#include <limits>
#include <strata/kernels/reference/largest_of_neighbours.hpp>

#include "random_values.hpp"

namespace strata::test_of_largest_of_neighbours {

template <int K, class T>
void agrees(std::vector<T> x, long groups) {
    CAPTURE(K);
    CAPTURE(groups);
    const auto dy = random_values<T>(groups, 2);
    const auto same_bits = [](const std::vector<T>& a, const std::vector<T>& b, long count) {
        return std::memcmp(a.data(), b.data(), static_cast<std::size_t>(count) * sizeof(T)) == 0;
    };
    std::vector<T> y(static_cast<std::size_t>(groups + slack_elements), T(7)), plain_y = y;
    largest_of_neighbours<K>(x.data(), groups, y.data());
    reference_largest_of_neighbours(x.data(), groups, K, plain_y.data());
    CHECK(same_bits(y, plain_y, groups + slack_elements));  // nothing is written beyond the end
    for (const bool add : {false, true}) {
        std::vector<T> dx = random_values<T>(groups * K, 3), plain_dx = dx;
        gradient_of_largest<K>(x.data(), dy.data(), groups, dx.data(), add);
        reference_gradient_of_largest(x.data(), dy.data(), groups, K, plain_dx.data(), add);
        CHECK(same_bits(dx, plain_dx, static_cast<long>(dx.size())));
    }
}

template <class T>
void agrees_over_sizes(long groups) {
    agrees<1>(random_values<T>(groups * 1, 1), groups);
    agrees<2>(random_values<T>(groups * 2, 1), groups);
    agrees<3>(random_values<T>(groups * 3, 1), groups);
    agrees<4>(random_values<T>(groups * 4, 1), groups);
    agrees<7>(random_values<T>(groups * 7, 1), groups);
    agrees<67>(random_values<T>(groups * 67, 1), groups);
}

TEST_CASE("the largest of neighbours and its gradient are their plain twins', bit for bit") {
    for (const long groups : {1, 5, 63, 64, 65, 130}) {
        agrees_over_sizes<float>(groups);
        agrees_over_sizes<double>(groups);
    }
}

TEST_CASE("the first of equal ones and the first NaN win in every lane, whatever stands around them") {
    const float nan = std::numeric_limits<float>::quiet_NaN(), most = std::numeric_limits<float>::infinity();
    const float numbers[] = {0, 1, 1, -1, nan, most, -most, 2};
    std::vector<float> x(static_cast<std::size_t>(129 * 3 + slack_elements));
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = numbers[i * 5 % 13 % 8];
    agrees<3>(x, 129);
    agrees<2>(x, 129);
}

}  // namespace strata::test_of_largest_of_neighbours
