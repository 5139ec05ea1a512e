// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cmath>
#include <strata/vision/soft_suppression.hpp>

using namespace strata;

TEST_CASE("scores fall by how much a box overlaps a better one") {
    // IoU of 0 and 1: 1/3, of 0 and 2: 0, of 1 and 2: 1/3
    const std::vector<box> boxes{{0, 0, 2, 1}, {1, 0, 3, 1}, {2, 0, 4, 1}};
    const std::vector<float> scores{0.9F, 0.8F, 0.6F};
    const rescored_boxes linear = soft_suppression(boxes, scores, {.decay = score_decay::linear});
    CHECK(linear.numbers == std::vector<int>{0, 2, 1});
    CHECK(linear.scores[1] == 0.6F);
    CHECK(linear.scores[2] == doctest::Approx(0.8 * 2 / 3 * 2 / 3));
    const rescored_boxes round = soft_suppression(boxes, scores);
    CHECK(round.numbers == std::vector<int>{0, 1, 2});
    CHECK(round.scores[1] == doctest::Approx(0.8 * std::exp(-2.0 / 9)));
    CHECK(round.scores[2] == doctest::Approx(0.6 * std::exp(-2.0 / 9)));
}

TEST_CASE("linear decay begins at the threshold, and what falls below the least score is gone") {
    const std::vector<box> boxes{{0, 0, 2, 1}, {1, 0, 3, 1}, {0, 0, 2, 1}};
    const std::vector<float> scores{0.9F, 0.8F, 0.7F};
    const rescored_boxes found =
        soft_suppression(boxes, scores, {.decay = score_decay::linear, .threshold = 0.5F});
    CHECK(found.numbers == std::vector<int>{0, 1});
    CHECK(found.scores == std::vector<float>{0.9F, 0.8F});
    CHECK(soft_suppression(boxes, scores, {.least_score = 0.85F}).numbers == std::vector<int>{0});
    CHECK(soft_suppression({}, {}).numbers.empty());
}

TEST_CASE("soft suppression refuses a sigma of 0 and scores that are no numbers") {
    const std::vector<box> one{{0, 0, 1, 1}};
    CHECK_THROWS_WITH_AS((void)soft_suppression(one, std::vector<float>{1}, {.sigma = 0}),
                         doctest::Contains("sigma has to be above 0"), error);
    CHECK_THROWS_WITH_AS((void)soft_suppression(one, std::vector<float>{std::nanf("")}),
                         doctest::Contains("box 0: the score is no number"), error);
}
