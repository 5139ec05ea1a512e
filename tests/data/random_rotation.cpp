// SPDX-License-Identifier: MIT
#include <cmath>
#include <limits>

#include <strata/data/augmentations/random_rotation.hpp>

#include "augmented.hpp"

using namespace strata;
using namespace strata::test;

static_assert(Augments<random_rotation, float> && Augments<random_rotation, double>);

TEST_CASE("angles are uniform between the two ends") {
    // in the middle row of an image that grows to the right by 1 a pixel, a pixel at distance 1 tells the
    // cosine, in the middle column the sine
    const image_extents e{1, 5, 5};
    std::vector<double> x(25);
    for (std::size_t i = 0; i < 25; ++i) x[i] = static_cast<double>(i % 5);
    double mean = 0, squares = 0, most = 0;
    const int n = 3000;
    for (std::uint64_t i = 0; i < n; ++i) {
        const auto y = augmented(random_rotation{.degrees = 60}, e, x, i);
        const double angle = std::atan2(y[7] - 2, y[13] - 2) * 57.29577951308232;
        mean += angle / n, squares += angle * angle / n, most = std::max(most, std::abs(angle));
    }
    CHECK(mean == doctest::Approx(0).scale(60).epsilon(0.03));
    CHECK(squares == doctest::Approx(1200).epsilon(0.05));
    CHECK(most <= 60);
    CHECK(most > 59);
}

TEST_CASE("corners that come in are the fill, the same stream turns the same, and no degrees are no turn") {
    const std::vector<float> ones(400, 1.0F);
    const random_rotation turn{.degrees = 180, .fill = 4};
    const auto y = augmented(turn, {1, 20, 20}, ones, 3);
    CHECK(*std::max_element(y.begin(), y.end()) == 4);
    CHECK(y[210] == doctest::Approx(1));
    CHECK(augmented(turn, {1, 20, 20}, ones, 3) == y);
    CHECK(augmented(turn, {1, 20, 20}, ones, 4) != y);
    for (const image_extents e : awkward_images)
        CHECK(augmented(random_rotation{.degrees = 0}, e, some_image(e)) == some_image(e));
}

TEST_CASE("angles and fills that cannot be are refused") {
    const double none = std::numeric_limits<double>::quiet_NaN();
    CHECK(refusal(random_rotation{.degrees = -1}) ==
          "random_rotation::degrees: images are turned by up to half a turn, expected 0 to 180, found -1");
    CHECK(contains(refusal(random_rotation{.degrees = none}), "random_rotation::degrees"));
    CHECK(contains(refusal(random_rotation{.fill = none}), "random_rotation::fill"));
}
