// SPDX-License-Identifier: MIT
#include <strata/generative/frechet_distance.hpp>

#include <doctest/doctest.h>

#include <strata/graph/forms.hpp>

#include "../literals/generative.hpp"

using namespace strata;

namespace frechet_distances {

xt::xtensor<double, 2> rows(const std::vector<double>& values, std::size_t features) {
    xt::xtensor<double, 2> x({values.size() / features, features});
    std::copy(values.begin(), values.end(), x.data());
    return x;
}

TEST_CASE("the distance is SciPy's, where a covariance has no inverse too") {
    using namespace test::generative_literals;
    const auto a = rows(frechet_a, 5), b = rows(frechet_b, 5);
    CHECK(strata::frechet_distance(a, b) ==
          doctest::Approx(test::generative_literals::frechet_distance).epsilon(1e-6));
    CHECK(strata::frechet_distance(b, a) ==
          doctest::Approx(test::generative_literals::frechet_distance).epsilon(1e-6));
    CHECK(strata::frechet_distance(a, a) < 1e-6);
    const xt::xtensor<float, 2> single = b;
    CHECK(strata::frechet_distance(a, single) ==
          doctest::Approx(test::generative_literals::frechet_distance).epsilon(1e-5));
}

TEST_CASE("the distance between normal distributions of one number is that of means and of deviations") {
    // deviations 1 and 3, means 0 and 5
    const xt::xtensor<double, 2> a{{-1.0}, {0}, {1}}, b{{2.0}, {5}, {8}};
    CHECK(strata::frechet_distance(a, b) == doctest::Approx(25 + 4).epsilon(1e-12));
}

TEST_CASE("other features, a single sample and values that are no numbers are errors") {
    const xt::xtensor<double, 2> two{{0.0, 1}, {1, 0}}, three{{0.0, 1, 2}, {1, 0, 2}};
    CHECK_THROWS_WITH_AS(static_cast<void>(strata::frechet_distance(two, three)),
                         doctest::Contains("expected 2 numbers a sample, found 3"), error);
    const xt::xtensor<double, 2> one{{0.0, 1}}, wrong{{0.0, 1}, {1, HUGE_VAL}};
    CHECK_THROWS_AS(static_cast<void>(strata::frechet_distance(one, two)), error);
    CHECK_THROWS_AS(static_cast<void>(strata::frechet_distance(two, wrong)), error);
}

}  // namespace frechet_distances
