// SPDX-License-Identifier: MIT
#include <limits>
#include <set>

#include <strata/data/augmentations/colour_jitter.hpp>

#include "augmented.hpp"

using namespace strata;
using namespace strata::test;

static_assert(Augments<colour_jitter, float> && Augments<colour_jitter, double>);

TEST_CASE("a factor is uniform about 1, and never below 0") {
    const std::vector<double> x{0.5};
    for (const double by : {0.4, 1.5}) {
        const colour_jitter change{.brightness = by, .contrast = 0, .saturation = 0, .white = 8};
        double mean = 0, low = 9, high = 0;
        const int n = 4000;
        for (std::uint64_t i = 0; i < n; ++i) {
            const double factor = augmented(change, {1, 1, 1}, x, i)[0] / 0.5;
            mean += factor / n, low = std::min(low, factor), high = std::max(high, factor);
        }
        const double least = std::max(0.0, 1 - by);
        CHECK(mean == doctest::Approx((least + 1 + by) / 2).epsilon(0.02));
        CHECK(low >= least);
        CHECK(low < least + 0.01);
        CHECK(high <= 1 + by + 1e-12);
        CHECK(high > 1 + by - 0.01);
    }
}

TEST_CASE("changes of colours commute with the range that values have") {
    const image_extents e{3, 4, 5};
    const auto x = some_image(e);
    std::vector<double> wide = x;
    for (double& v : wide) v = 40 * v - 10;
    const colour_jitter unit{.hue = 0.3}, other{.hue = 0.3, .black = -10, .white = 30};
    for (std::uint64_t i = 0; i < 20; ++i) {
        auto y = augmented(unit, e, x, i);
        for (double& v : y) v = 40 * v - 10;
        CHECK(about_equal(augmented(other, e, wide, i), y, 1e-10));
    }
}

TEST_CASE("every order of the changes is drawn, and nothing is drawn for settings of 0") {
    const image_extents e{3, 3, 3};
    const auto x = some_image(e);
    std::set<std::vector<double>> seen;
    for (std::uint64_t i = 0; i < 50; ++i) {
        seen.insert(augmented(colour_jitter{.hue = 0.5}, e, x, i));
        CHECK(about_equal(augmented(colour_jitter{0, 0, 0}, e, x, i), x));
    }
    CHECK(seen.size() == 50);
    CHECK(augmented(colour_jitter{}, e, x, 3) == augmented(colour_jitter{}, e, x, 3));
    const auto grey = some_image<float>({1, 4, 4});
    CHECK(augmented(colour_jitter{0, 0, 1, 0.5}, {1, 4, 4}, grey, 3) == grey);
}

TEST_CASE("settings, ranges and channels that cannot be are refused") {
    const double none = std::numeric_limits<double>::quiet_NaN();
    CHECK(refusal(colour_jitter{.contrast = -0.1}) ==
          "colour_jitter::contrast: colours cannot be changed by this much, expected a finite number of at "
          "least "
          "0, found -0.1");
    CHECK(contains(refusal(colour_jitter{.brightness = none}), "colour_jitter::brightness"));
    CHECK(contains(refusal(colour_jitter{.hue = 0.6}), "expected 0 to 0.5, found 0.6"));
    CHECK(
        contains(refusal(colour_jitter{.black = 1}), "expected two finite numbers in order, found 1 and 1"));
    CHECK(contains(refusal(colour_jitter{}, {2, 3, 4}), "expected 1 or 3 channels, found 2"));
}
