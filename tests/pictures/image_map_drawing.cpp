// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <limits>
#include <variant>
#include <vector>

#include <strata/pictures/image_map_drawing.hpp>

#include "../io/temporary_folder.hpp"

namespace maps_of_images {

using namespace strata;
using strata::test::contains;
using strata::test::text_of;

TEST_CASE(
    "images stand where their points are, y upwards, and of those in a cell the nearest to its middle") {
    // cells of 4 x 4 on a picture of 12 x 8; the last two fall into the cell in the middle of the upper row
    const xt::xtensor<float, 4> images = xt::ones<float>({4, 1, 4, 4});
    const xt::xtensor<double, 2> points{{0, 0}, {3, 2}, {1.9, 1.9}, {1.4, 1.6}};
    const drawing d = image_map_drawing(images, points, {.width = 12, .height = 8});
    std::vector<point> places;
    for (const auto& part : d.parts()) {
        const auto& image = std::get<drawn_image>(part);
        places.push_back({image.x, image.y});
        CHECK(image.pixels.at(1, 1) == colours::white);
    }
    REQUIRE(places.size() == 3);
    CHECK(places[0].x == 4);
    CHECK(places[0].y == 0);
    CHECK(places[1].x == 8);
    CHECK(places[1].y == 0);
    CHECK(places[2].x == 0);
    CHECK(places[2].y == 4);
}

TEST_CASE("one image stands in the middle, with a frame and a title") {
    const xt::xtensor<float, 4> image = xt::zeros<float>({1, 3, 2, 2});
    const drawing d =
        image_map_drawing(image, xt::xtensor<float, 2>{{5, 5}},
                          {.width = 60, .height = 94, .scale = 8, .frames = {colours::red}, .title = "one"});
    REQUIRE(d.parts().size() == 3);
    CHECK(std::get<drawn_text>(d.parts()[0]).words == "one");
    CHECK(std::get<drawn_rectangle>(d.parts()[1]).x == 20);
    CHECK(std::get<drawn_rectangle>(d.parts()[1]).y == 54);
    CHECK(std::get<drawn_image>(d.parts()[2]).x == 22);
}

TEST_CASE("images that cannot be drawn, other numbers of points, and pictures without room are refused") {
    const xt::xtensor<float, 4> images = xt::ones<float>({2, 1, 4, 4});
    const xt::xtensor<float, 2> points{{0, 0}, {1, 1}};
    CHECK(contains(text_of<error>([&] {
                       static_cast<void>(
                           image_map_drawing(xt::xtensor<float, 4>(xt::ones<float>({2, 2, 4, 4})), points));
                   }),
                   "these cannot be drawn as images"));
    CHECK(contains(text_of<error>([&] {
                       static_cast<void>(image_map_drawing(images, xt::xtensor<float, 2>{{0, 0}}));
                   }),
                   "there is not one point for each image, expected [2, 2], found [1, 2]"));
    CHECK(
        contains(text_of<error>([&] { static_cast<void>(image_map_drawing(images, points, {.width = 3})); }),
                 "there is no room for an image"));
    auto bad = points;
    bad(1, 0) = std::numeric_limits<float>::infinity();
    CHECK(contains(text_of<error>([&] { static_cast<void>(image_map_drawing(images, bad)); }),
                   "a point is not finite"));
}

}  // namespace maps_of_images
