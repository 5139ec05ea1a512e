// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <strata/vision/overlap.hpp>

#include "../literals/torchvision_ops.hpp"
#include "boxes.hpp"

using namespace strata;

TEST_CASE("overlaps are torchvision's, and so are generalized ones") {
    const auto a = test::boxes_from(test::torchvision::boxes_a),
               b = test::boxes_from(test::torchvision::boxes_b);
    test::check_close(overlaps(a, b), test::torchvision::iou);
    std::vector<float> generalized;
    for (const box& one : a)
        for (const box& other : b) generalized.push_back(generalized_iou(one, other));
    test::check_close(generalized, test::torchvision::giou);
}

TEST_CASE("the overlap of boxes is what is common to both by what is in either") {
    static_assert(intersection_over_union({0, 0, 2, 2}, {1, 1, 3, 3}) == 1.0F / 7);
    static_assert(intersection_over_union({0, 0, 2, 2}, {2, 0, 4, 2}) == 0);
    static_assert(generalized_iou({0, 0, 1, 1}, {3, 0, 4, 1}) == -0.5F);
    static_assert(generalized_iou({0, 0, 2, 2}, {0, 0, 2, 2}) == 1);
}

TEST_CASE("empty boxes overlap nothing, not even themselves, and no boxes have no overlaps") {
    constexpr box empty{1, 1, 1, 1};
    static_assert(intersection_over_union(empty, empty) == 0 && generalized_iou(empty, empty) == 0);
    const std::vector<box> one{{0, 0, 2, 2}};
    CHECK(overlaps(one, {}).size() == 0);
    const std::vector<box> turned{{0, 2, 2, 0}};
    CHECK_THROWS_WITH_AS((void)overlaps(one, turned), doctest::Contains("box 0"), error);
}
