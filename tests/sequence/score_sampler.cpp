// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <array>
#include <limits>
#include <vector>

#include <strata/sequence/score_sampler.hpp>

#include "../io/temporary_folder.hpp"

using namespace strata;
using strata::test::contains;
using strata::test::text_of;

namespace score_sampler_test {

/// The logarithms of 0.5, 0.25, 0.125, 0.125, less a number.
const std::vector<float> scores{9.306853F, 8.613706F, 7.920558F, 7.920558F};
std::span<const float> all() { return scores; }

/// The share of each class in so many draws.
std::array<double, 4> shares(double temperature, int draws = 20'000) {
    score_sampler draw(temperature, seed{5});
    std::array<double, 4> found{};
    for (int i = 0; i < draws; ++i) found[static_cast<std::size_t>(draw(all()))] += 1.0 / draws;
    return found;
}

TEST_CASE("classes are drawn as often as the softmax of their scores over the temperature says") {
    const auto as_believed = shares(1);
    CHECK(as_believed[0] == doctest::Approx(0.5).epsilon(0.03));
    CHECK(as_believed[1] == doctest::Approx(0.25).epsilon(0.03));
    CHECK(as_believed[3] == doctest::Approx(0.125).epsilon(0.05));
    const auto cold = shares(0.5);  // squares: 16 : 4 : 1 : 1 of 22
    CHECK(cold[0] == doctest::Approx(16.0 / 22).epsilon(0.03));
    CHECK(cold[1] == doctest::Approx(4.0 / 22).epsilon(0.05));
    const auto hot = shares(2);  // roots: 0.7071 : 0.5 : 0.3536 : 0.3536 of 1.9142
    CHECK(hot[0] == doctest::Approx(0.3694).epsilon(0.03));
    CHECK(hot[2] == doctest::Approx(0.1847).epsilon(0.05));
}

TEST_CASE("at temperature 0 the largest score is taken, the first of equals") {
    score_sampler greedy(0);
    CHECK(greedy(all()) == 0);
    const std::vector<double> equal{1, 3, 3, 2};
    CHECK(greedy(std::span<const double>(equal)) == 1);
    score_sampler nearly(1e-6);
    for (int i = 0; i < 50; ++i) CHECK(nearly(all()) == 0);
}

TEST_CASE("the same seed draws the same classes, also from where it was stopped") {
    score_sampler one(1, seed{7}), same(1, seed{7}), other(1, seed{8});
    std::vector<int> first, second, third;
    for (int i = 0; i < 30; ++i) {
        first.push_back(one(all()));
        second.push_back(same(all()));
        third.push_back(other(all()));
    }
    CHECK(first == second);
    CHECK(first != third);
    score_sampler later(1, seed{7});
    later.drawn(20);
    for (std::size_t i = 20; i < 30; ++i) CHECK(later(all()) == first[i]);
    CHECK(later.drawn() == 30);
}

TEST_CASE("scores and temperatures that say nothing are refused, and nothing is drawn") {
    CHECK(text_of<error>([] { score_sampler(-0.5); }) ==
          "scores are drawn at a temperature of 0 or above, found -0.500000");
    CHECK_THROWS_AS(score_sampler(std::numeric_limits<double>::quiet_NaN()), error);
    score_sampler draw;
    CHECK(text_of<error>([&] { draw(std::span<const float>()); }) == "there are no scores to draw from");
    std::vector<float> wrong = scores;
    wrong[2] = std::numeric_limits<float>::infinity();
    CHECK(contains(text_of<error>([&] { draw(std::span<const float>(wrong)); }),
                   "class 2: a score is not a finite number"));
    CHECK(draw.drawn() == 0);
}

}  // namespace score_sampler_test
