// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <strata/vision/default_boxes.hpp>

#include "../literals/one_shot.hpp"
#include "boxes.hpp"

using namespace strata;

namespace default_boxes_test {

/// How far the corners are from those of torchvision.
double distance(std::span<const box> found, const std::vector<double>& expected) {
    REQUIRE(4 * found.size() == expected.size());
    double most = 0;
    for (std::size_t i = 0; i < found.size(); ++i) {
        const std::array<float, 4> corners{found[i].x1, found[i].y1, found[i].x2, found[i].y2};
        for (std::size_t k = 0; k < 4; ++k)
            most = std::max(most, std::abs(double(corners[k]) - expected[4 * i + k]));
    }
    return most;
}

TEST_CASE("SSD300 has 8,732 default boxes, and they are torchvision's") {
    int count = 0;
    for (const default_map& m : ssd300_maps())
        count += m.extents.height * m.extents.width * m.boxes_a_place();
    CHECK(count == 8732);
    const std::vector<box> all = default_boxes(ssd300_maps(), {300, 300});
    CHECK(all.size() == 8732);
    CHECK(all.size() == static_cast<std::size_t>(test::torchvision::ssd300_count));
    std::vector<box> some;
    for (std::size_t i = 0; i < all.size(); i += 97) some.push_back(all[i]);
    CHECK(distance(some, test::torchvision::ssd300_boxes) < 1e-4);
}

TEST_CASE("maps that are not square have theirs in the order of rows and columns, uncut if asked for") {
    const std::vector<default_map> maps{{{2, 3}, 0.2F, 0.9F, {2}}, {{1, 2}, 0.9F, 1.2F, {3}}};
    CHECK(distance(default_boxes(maps, {40, 60}, false), test::torchvision::default_boxes_of_two_maps) <
          1e-4);
    for (const box& b : default_boxes(maps, {40, 60}))
        CHECK((b.x2 - b.x1 <= 60.001F && b.y2 - b.y1 <= 40.001F));
}

TEST_CASE("no map, an empty map or picture, scales and ratios that cannot be are errors") {
    const auto refused = [](std::vector<default_map> maps, grid_extents picture, const char* words) {
        CHECK_THROWS_WITH_AS((void)default_boxes(maps, picture), doctest::Contains(words), error);
    };
    refused({}, {9, 9}, "a map and a picture");
    refused({{{2, 2}, 0.2F, 0.4F}}, {0, 9}, "a map and a picture");
    refused({{{2, 2}, 0.2F, 0.4F}, {{0, 2}, 0.2F, 0.4F}}, {9, 9}, "map 1");
    refused({{{2, 2}, 0, 0.4F}}, {9, 9}, "map 0");
    refused({{{2, 2}, 0.2F, 0.4F, {-1}}}, {9, 9}, "ratios");
}

}  // namespace default_boxes_test
