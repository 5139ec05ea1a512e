// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <strata/vision/matching.hpp>

#include "../literals/torchvision_ops.hpp"
#include "boxes.hpp"

using namespace strata;

TEST_CASE("matches are those of torchvision's Matcher and SSDMatcher") {
    const auto truths = test::boxes_from(test::torchvision::truths),
               candidates = test::boxes_from(test::torchvision::candidates);
    const auto by = [&](float foreground, float background, kept_match keep) {
        return matches(truths, candidates,
                       {.foreground = foreground, .background = background, .keep = keep});
    };
    CHECK(by(0.6F, 0.3F, kept_match::none) == test::torchvision::matches);
    CHECK(by(0.6F, 0.3F, kept_match::own_truth) == test::torchvision::matches_kept);
    CHECK(by(0.5F, 0.5F, kept_match::that_truth) == test::torchvision::matches_ssd);
}

TEST_CASE("a truth keeps its best candidate, unless none overlaps it") {
    const std::vector<box> truths{{0, 0, 10, 10}, {50, 50, 60, 60}},
        candidates{{0, 0, 4, 10}, {20, 20, 30, 30}};
    CHECK(matches(truths, candidates) == std::vector<int>{0, unmatched});
    CHECK(matches(truths, candidates, {.keep = kept_match::none}) == std::vector<int>{unmatched, unmatched});
    CHECK(matches(truths, candidates, {.foreground = 0.5F, .background = 0.3F, .keep = kept_match::none}) ==
          std::vector<int>{ignored_match, unmatched});
}

TEST_CASE("without truths nothing is matched, and without candidates there are no matches") {
    const std::vector<box> some{{0, 0, 1, 1}, {1, 1, 2, 2}};
    CHECK(matches({}, some, {.foreground = 0, .background = 0}) == std::vector<int>{unmatched, unmatched});
    CHECK(matches(some, {}).empty());
}

TEST_CASE("thresholds that cannot be, and boxes that are none, are refused") {
    const std::vector<box> some{{0, 0, 1, 1}}, turned{{0, 0, 1, -1}};
    CHECK_THROWS_WITH_AS((void)matches(some, some, {.foreground = 0.3F}),
                         doctest::Contains("the threshold of the background is above"), error);
    CHECK_THROWS_WITH_AS((void)matches(some, some, {.foreground = 1.5F}), doctest::Contains("foreground"),
                         error);
    CHECK_THROWS_WITH_AS((void)matches(turned, some), doctest::Contains("truth 0"), error);
    CHECK_THROWS_WITH_AS((void)matches(some, turned), doctest::Contains("candidate 0"), error);
}
