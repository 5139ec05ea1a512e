// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <strata/vision/anchors.hpp>

#include "../literals/torchvision_ops.hpp"
#include "boxes.hpp"

using namespace strata;

TEST_CASE("anchors over a map are torchvision's, in its order") {
    const auto found = anchors({.scales = {15, 33}, .ratios = {0.5F, 1, 2}}, {3, 4}, {50, 70});
    CHECK(found == test::boxes_from(test::torchvision::anchors));
}

TEST_CASE("halves of pixels are rounded to even ones") {
    CHECK(anchors_of_place({.scales = {5}, .ratios = {1}}) == std::vector<box>{{-2, -2, 2, 2}});
    CHECK(anchors_of_place({.scales = {7}, .ratios = {1}}) == std::vector<box>{{-4, -4, 4, 4}});
    CHECK(anchors_of_place({.scales = {8}, .ratios = {4}}) == std::vector<box>{{-2, -8, 2, 8}});
}

TEST_CASE("anchors of no scale, of a ratio of 0 and of a map larger than the picture are refused") {
    CHECK_THROWS_WITH_AS((void)anchors({.scales = {}}, {1, 1}, {8, 8}), doctest::Contains("scales"), error);
    CHECK_THROWS_WITH_AS((void)anchors({.ratios = {0}}, {1, 1}, {8, 8}), doctest::Contains("ratios"), error);
    CHECK_THROWS_WITH_AS((void)anchors({}, {9, 1}, {8, 8}),
                         doctest::Contains("expected 1 x 1 to 8 x 8, found 9 x 1"), error);
    CHECK_THROWS_AS((void)anchors({}, {0, 1}, {8, 8}), error);
}
