// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cmath>
#include <strata/kernels/random.hpp>
#include <strata/vision/overlap.hpp>
#include <strata/vision/suppression.hpp>

#include "../literals/torchvision_ops.hpp"
#include "boxes.hpp"

using namespace strata;

TEST_CASE("the boxes that are kept are torchvision's, in its order") {
    const auto boxes = test::boxes_from(test::torchvision::nms_boxes);
    const auto scores = test::floats_from(test::torchvision::nms_scores);
    CHECK(non_maximum_suppression(boxes, scores, 0.3F) == test::torchvision::nms_30);
    CHECK(non_maximum_suppression(boxes, scores, 0.5F) == test::torchvision::nms_50);
    CHECK(non_maximum_suppression(boxes, scores, test::torchvision::nms_classes, 0.4F) ==
          test::torchvision::nms_by_class);
}

TEST_CASE("of any number of boxes those are kept that a plain loop keeps") {
    const random_stream random(seed{5}, 0);
    for (const std::size_t count : {1, 2, 7, 8, 9, 31, 33, 300}) {
        std::vector<box> boxes;
        std::vector<float> scores;
        for (std::uint64_t i = 0; i < count; ++i) {
            const auto part = [&](std::uint64_t k) {
                return static_cast<float>(random.below(8 * i + k, 40));
            };
            boxes.push_back({part(0), part(1), part(0) + part(2) / 2, part(1) + part(3) / 2});
            scores.push_back(part(4));
        }
        std::vector<int> expected;
        for (const int i : detail::by_falling_score(scores)) {
            bool stays = true;
            for (const int j : expected)
                stays = stays && intersection_over_union(boxes[static_cast<std::size_t>(i)],
                                                         boxes[static_cast<std::size_t>(j)]) <= 0.25F;
            if (stays) expected.push_back(i);
        }
        CHECK(non_maximum_suppression(boxes, scores, 0.25F) == expected);
    }
}

TEST_CASE("an overlap of just the threshold stays, equal scores go to the earlier, empty boxes stay") {
    const std::vector<box> boxes{{0, 0, 2, 2}, {0, 0, 2, 4}, {0, 0, 2, 2}, {1, 1, 1, 1}, {1, 1, 1, 1}};
    const std::vector<float> scores{3, 2, 3, 1, 1};
    CHECK(non_maximum_suppression(boxes, scores, 0.5F) == std::vector<int>{0, 1, 3, 4});
    CHECK(non_maximum_suppression(boxes, scores, 0.49F) == std::vector<int>{0, 3, 4});
    CHECK(non_maximum_suppression(boxes, scores, 1) == std::vector<int>{0, 2, 1, 3, 4});
    CHECK(non_maximum_suppression({}, {}, 0.5F).empty());
}

TEST_CASE("suppression refuses what has no order and what is no box") {
    const std::vector<box> one{{0, 0, 1, 1}}, turned{{1, 0, 0, 1}};
    const std::vector<float> score{1}, nan{std::nanf("")};
    CHECK_THROWS_WITH_AS((void)non_maximum_suppression(one, nan, 0.5F),
                         doctest::Contains("box 0: the score is no number"), error);
    CHECK_THROWS_WITH_AS((void)non_maximum_suppression(turned, score, 0.5F),
                         doctest::Contains("box 0: the box has a side below 0"), error);
    CHECK_THROWS_WITH_AS((void)non_maximum_suppression(one, {}, 0.5F), doctest::Contains("the scores"),
                         error);
    CHECK_THROWS_WITH_AS((void)non_maximum_suppression(one, score, std::vector<int>{}, 0.5F),
                         doctest::Contains("the classes"), error);
    CHECK_THROWS_WITH_AS((void)non_maximum_suppression(one, score, std::nanf("")),
                         doctest::Contains("threshold"), error);
}
