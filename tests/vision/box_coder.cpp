// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cmath>
#include <strata/vision/box_coder.hpp>

#include "../literals/torchvision_ops.hpp"
#include "boxes.hpp"

using namespace strata;

namespace box_coder_test {

std::vector<box_offsets> codes_from(const std::vector<double>& numbers) {
    std::vector<box_offsets> codes;
    for (const box& b : test::boxes_from(numbers)) codes.push_back({b.x1, b.y1, b.x2, b.y2});
    return codes;
}

TEST_CASE("boxes are coded and decoded as by torchvision, with its limit") {
    auto a = test::boxes_from(test::torchvision::boxes_a);
    const auto b = test::boxes_from(test::torchvision::boxes_b);
    a.resize(b.size());
    const box_coder coder;
    CHECK(coder.limit == std::log(1000.0F / 16));
    auto codes = coder.encode(a, b);
    const auto expected = codes_from(test::torchvision::codes);
    for (std::size_t i = 0; i < codes.size(); ++i) {
        CHECK(codes[i].x == doctest::Approx(expected[i].x).epsilon(1e-5));
        CHECK(codes[i].y == doctest::Approx(expected[i].y).epsilon(1e-5));
        CHECK(codes[i].width == doctest::Approx(expected[i].width).epsilon(1e-5));
        CHECK(codes[i].height == doctest::Approx(expected[i].height).epsilon(1e-5));
    }
    codes[1].width = 100;
    test::check_close(array_of(coder.decode(codes, b)), test::torchvision::decoded, 1e-5);
}

TEST_CASE("a box that is the known one has the code 0, and the weights stretch codes") {
    const std::vector<box> known{{2, 2, 6, 10}}, other{{4, 2, 8, 10}}, wide{{0, 2, 8, 10}};
    CHECK(box_coder{}.encode(known, known) == std::vector<box_offsets>{{0, 0, 0, 0}});
    CHECK(box_coder{1, 1, 1, 1}.encode(other, known) == std::vector<box_offsets>{{0.5F, 0, 0, 0}});
    CHECK(box_coder{}.encode(other, known)[0].x == 5);
    CHECK(box_coder{}.encode(wide, known)[0].width == doctest::Approx(5 * std::log(2.0)));
}

TEST_CASE("what cannot be coded is refused: empty boxes, other numbers of them, weights of 0") {
    const std::vector<box> one{{0, 0, 2, 2}}, empty{{1, 1, 1, 2}}, two{{0, 0, 1, 1}, {0, 0, 1, 1}};
    const box_coder coder;
    CHECK_THROWS_WITH_AS((void)coder.encode(empty, one),
                         doctest::Contains("box 0: the box is empty, and cannot be coded"), error);
    CHECK_THROWS_WITH_AS((void)coder.encode(one, empty), doctest::Contains("known box 0"), error);
    CHECK_THROWS_WITH_AS((void)coder.encode(two, one), doctest::Contains("expected 1, found 2"), error);
    CHECK_THROWS_WITH_AS((void)(box_coder{0, 1, 1, 1}.encode(one, one)),
                         doctest::Contains("have to be above 0"), error);
    const std::vector<box_offsets> wrong{{std::nanf(""), 0, 0, 0}};
    CHECK_THROWS_WITH_AS((void)coder.decode(wrong, one),
                         doctest::Contains("code 0: the code is no finite number"), error);
    CHECK(coder.encode({}, {}).empty());
    CHECK(coder.decode({}, {}).empty());
}

}  // namespace box_coder_test
