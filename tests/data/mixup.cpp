// SPDX-License-Identifier: MIT
#include <limits>

#include <strata/data/augmentations/mixup.hpp>
#include <strata/data/mixed_up.hpp>

#include "augmented.hpp"

using namespace strata;
using namespace strata::test;

static_assert(Mixes<mixup, float> && Mixes<mixup, double>);

namespace of_mixup {

std::string refused(const mixup& mix) {
    return text_of<strata::error>([&] {
        const double x = 0;
        double y = 0;
        mix({1, 1, 1}, random_stream{}, &x, &x, &y);
    });
}

}  // namespace of_mixup

TEST_CASE("two images are faded by the share that is returned") {
    const image_extents e{3, 4, 5};
    const auto x = some_image(e, 1), z = some_image(e, 2);
    double mean = 0, square = 0;
    const int n = 3000;
    for (std::uint64_t i = 0; i < n; ++i) {
        std::vector<double> y(60);
        const double share = mixup{.alpha = 2}(e, random_stream(seed{1}, i), x.data(), z.data(), y.data());
        mean += share / n, square += share * share / n;
        if (i < 10) {
            std::vector<double> faded(60);
            for (std::size_t k = 0; k < 60; ++k) faded[k] = share * x[k] + (1 - share) * z[k];
            CHECK(about_equal(y, faded));
        }
    }
    CHECK(mean == doctest::Approx(0.5).epsilon(0.03));
    CHECK(square - mean * mean == doctest::Approx(0.05).epsilon(0.08));
}

TEST_CASE("so many images are mixed as the probability says") {
    const float x = 1, z = 0;
    int mixed = 0;
    for (std::uint64_t i = 0; i < 1000; ++i) {
        float y = 5;
        mixed += mixup{.alpha = 1, .probability = 0.25}({1, 1, 1}, random_stream(seed{1}, i), &x, &z, &y) < 1;
    }
    CHECK(std::abs(mixed - 250) < 45);
}

TEST_CASE("numbers of which there is no Beta distribution, and no probability, are refused") {
    const double none = std::numeric_limits<double>::quiet_NaN();
    CHECK(of_mixup::refused({.alpha = 0}) ==
          "mixup::alpha: there is no Beta distribution of this number, expected a finite number above 0, at "
          "most "
          "1e+06, found 0");
    CHECK(contains(of_mixup::refused({.alpha = none}), "mixup::alpha"));
    CHECK(contains(of_mixup::refused({.probability = -0.5}),
                   "mixup::probability: this cannot be a probability"));
}
