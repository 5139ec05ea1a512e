// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <limits>
#include <strata/vision/box.hpp>

#include "../io/temporary_folder.hpp"
#include "../literals/torchvision_ops.hpp"
#include "boxes.hpp"

using namespace strata;
using strata::test::text_of;

TEST_CASE("a box has a middle, sides and an area, and comes back from them") {
    constexpr box b{2, 3, 6, 5};
    static_assert(centre_form(b) == centre_box{4, 4, 4, 2} && corner_form(centre_form(b)) == b);
    static_assert(area(b) == 8 && area(box{2, 2, 2, 5}) == 0);
    CHECK(box_text({0, 0, 1, 0.5F}) == "(0.000000, 0.000000, 1.000000, 0.500000)");
}

TEST_CASE("clipped boxes are torchvision's, and outside of the picture they are empty") {
    const auto boxes = test::boxes_from(test::torchvision::boxes_a),
               expected = test::boxes_from(test::torchvision::clipped);
    for (std::size_t i = 0; i < boxes.size(); ++i) CHECK(clipped(boxes[i], 48, 56) == expected[i]);
    CHECK(clipped({-5, -4, -1, 2}, 10, 10) == box{0, 0, 0, 2});
}

TEST_CASE("boxes are rows of an array, and an array of boxes") {
    const std::vector<box> boxes{{1, 2, 3, 4}, {5, 6, 7, 8}};
    const xt::xtensor<float, 2> rows = array_of(boxes);
    CHECK(rows.shape()[0] == 2);
    CHECK(rows(1, 2) == 7);
    CHECK(boxes_of(rows) == boxes);
    CHECK(boxes_of(xt::xtensor<double, 2>(rows)) == boxes);
    CHECK(boxes_of(array_of({})).empty());
    CHECK(text_of<error>([] {
              (void)boxes_of(xt::xtensor<float, 2>::from_shape({2, 5}));
          }) == "the boxes: a box has four numbers, expected [N, 4], found [2, 5]");
}

TEST_CASE("boxes with negative sides or corners that are no numbers are errors that name the box") {
    const std::vector<box> turned{{0, 0, 1, 1}, {4, 0, 3, 1}};
    CHECK(text_of<error>([&] { check_boxes(turned, "truth"); }) ==
          "truth 1: the box has a side below 0, expected x1 <= x2 and y1 <= y2, found (4.000000, 0.000000, "
          "3.000000, 1.000000)");
    for (const float wrong :
         {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
        const std::vector<box> boxes{{0, 0, 1, wrong}};
        CHECK_THROWS_WITH_AS(check_boxes(boxes, "truth"),
                             doctest::Contains("truth 0: the box has a corner that is no finite number"),
                             error);
    }
    check_boxes({}, "truth");
}
