// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <vector>

#include <strata/pictures/histogram_grid.hpp>

#include "../io/temporary_folder.hpp"
#include "pixels.hpp"

using namespace strata;
using strata::test::contains;
using strata::test::pixels_of;
using strata::test::text_of;

TEST_CASE("bars are as high as their counts, the tallest filling the room") {
    const std::vector<double> values{0.1, 0.1, 0.1, 0.1, 0.6};
    const picture one = histogram_grid("", {{"", {histogram(values, 0, 1, 2)}}});
    CHECK(pixels_of(one, colours::blue) == 60 * 64 + 60 * 16);
    const picture four = histogram_grid("", {{"", {histogram(values, 0, 1, 2), histogram(values, 0, 1, 2)}},
                                             {"", {histogram(values, 0, 1, 2), histogram(values, 0, 1, 2)}}});
    CHECK(pixels_of(four, colours::blue) == 4 * pixels_of(one, colours::blue));
    CHECK(four.width() > one.width());
    CHECK(four.height() > one.height());
}

TEST_CASE("names and captions are drawn, and a count of one among many is seen") {
    std::vector<double> values(100'000, 0.1);
    const picture plain = histogram_grid("", {{"", {histogram(values, 0, 1, 2)}}});
    CHECK(pixels_of(histogram_grid("", {{"tanh", {histogram(values, 0, 1, 2)}, {"layer 1"}}}), colours::ink) >
          pixels_of(plain, colours::ink));
    values.push_back(0.9);
    CHECK(pixels_of(histogram_grid("", {{"", {histogram(values, 0, 1, 2)}}}), colours::blue) ==
          pixels_of(plain, colours::blue) + 60);
}

TEST_CASE("nothing to draw and captions that do not fit are refused") {
    CHECK(contains(text_of<error>([] { (void)histogram_grid("empty", {}); }),
                   "empty: there is no histogram to draw"));
    const histogram h(std::vector<double>{0}, -1, 1);
    CHECK(contains(text_of<error>([&] {
                       (void)histogram_grid("", {{"run", {h, h}, {"one"}}});
                   }),
                   "run: not one caption for each histogram, expected 2 or none, found 1"));
}
