// SPDX-License-Identifier: MIT
#include <strata/generative/sample_coverage.hpp>

#include <doctest/doctest.h>

#include <strata/generative/latents.hpp>

using namespace strata;

namespace sample_coverages {

TEST_CASE("a classifier is sure from a probability on, and covered are classes with a share of those") {
    // probabilities of the best: 0.98, 0.98, 0.79, 0.33, 0.98
    const xt::xtensor<double, 2> scores{{5, 1, 0}, {5, 0, 1}, {2, 0, 0}, {1, 1, 1}, {0, 5, 1}};
    const sample_coverage c = coverage_of(scores);
    CHECK(c.sure == doctest::Approx(0.6));
    CHECK(c.covered == 2);
    CHECK(c.of_class[0] == doctest::Approx(2.0 / 3));
    CHECK(c.of_class[2] == 0);
    CHECK(coverage_of(scores, {.sure_from = 0.7, .least_share = 0.3}).covered == 1);
    CHECK(coverage_of(scores, {.sure_from = 1}).covered == 0);
}

TEST_CASE("scores that are none, and shares that are none, are errors") {
    const xt::xtensor<double, 2> wrong{{0, HUGE_VAL}}, none = xt::zeros<double>({0, 3}), one{{0, 1}};
    CHECK_THROWS_AS(static_cast<void>(coverage_of(wrong)), error);
    CHECK_THROWS_AS(static_cast<void>(coverage_of(none)), error);
    CHECK_THROWS_AS(static_cast<void>(coverage_of(one, {.sure_from = 1.5})), error);
}

TEST_CASE("latents follow from seed and draw, sample by sample, and ways go from end to end") {
    const auto z = latents(3, 5, seed{1}, 2), more = latents(4, 5, seed{1}, 2);
    CHECK(std::equal(z.begin(), z.end(), more.begin()));
    CHECK(latents(3, 5, seed{1}, 3) != z);
    const xt::xtensor<float, 2> way = interpolated(xt::row(z, 0), xt::row(z, 1), 3);
    for (std::size_t i = 0; i < 5; ++i) {
        CHECK(way(0, i) == z(0, i));
        CHECK(way(1, i) == doctest::Approx((z(0, i) + z(1, i)) / 2));
        CHECK(way(2, i) == z(1, i));
    }
    CHECK_THROWS_AS(static_cast<void>(latents(0, 5, seed{1})), error);
    CHECK_THROWS_AS(static_cast<void>(interpolated(xt::row(z, 0), xt::row(z, 1), 1)), error);
    CHECK_THROWS_AS(static_cast<void>(interpolated(xt::row(z, 0), xt::xtensor<float, 1>{1}, 2)), error);
}

}  // namespace sample_coverages
