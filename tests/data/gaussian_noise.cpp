// SPDX-License-Identifier: MIT
#include <strata/data/augmentations/gaussian_noise.hpp>

#include <limits>

#include "augmented.hpp"

using namespace strata;
using namespace strata::test;

static_assert(Augments<gaussian_noise, float> && Augments<gaussian_noise, double>);

TEST_CASE("noise has the deviation that was asked for, and stays between black and white") {
    const image_extents e{3, 61, 67};
    const std::vector<double> grey(static_cast<std::size_t>(e.size()), 0.5);
    const auto y = augmented(gaussian_noise{.deviation = 0.1}, e, grey);
    double mean = 0, variance = 0;
    for (const double v : y) mean += v / static_cast<double>(e.size());
    for (const double v : y) variance += (v - mean) * (v - mean) / static_cast<double>(e.size());
    CHECK(std::abs(mean - 0.5) < 0.004);
    CHECK(std::abs(std::sqrt(variance) - 0.1) < 0.003);
    const auto loud = augmented(gaussian_noise{.deviation = 10, .black = -1, .white = 2}, e, grey);
    CHECK(*std::min_element(loud.begin(), loud.end()) == -1);
    CHECK(*std::max_element(loud.begin(), loud.end()) == 2);
    const auto x = some_image({3, 4, 5});
    CHECK(augmented(gaussian_noise{.deviation = 0}, {3, 4, 5}, x) == x);
    CHECK(augmented(gaussian_noise{}, {3, 4, 5}, x, 8) == augmented(gaussian_noise{}, {3, 4, 5}, x, 8));
    CHECK(augmented(gaussian_noise{}, {3, 4, 5}, x, 8) != augmented(gaussian_noise{}, {3, 4, 5}, x, 9));
}

TEST_CASE("a deviation below 0 and a black above white are refused") {
    CHECK(contains(refusal(gaussian_noise{.deviation = -0.1}), "gaussian_noise::deviation"));
    CHECK(contains(refusal(gaussian_noise{.deviation = std::numeric_limits<double>::infinity()}),
                   "gaussian_noise::deviation"));
    CHECK(contains(refusal(gaussian_noise{.black = 2}), "black"));
}
