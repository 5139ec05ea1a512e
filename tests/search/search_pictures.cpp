// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cmath>
#include <string>

#include <strata/search/search_pictures.hpp>

#include "../io/temporary_folder.hpp"
#include "../pictures/pixels.hpp"

using namespace strata;
using strata::test::pixels_of;
using strata::test::text_of;

TEST_CASE("the line of the best trial is red, and each trial is a dot against a parameter") {
    parameter_search s({{"rate", 1e-4, 1, range_scale::logarithmic}, {"share", 0, 1}},
                       [](const trial_settings& t, double, seed) { return t["share"]; });
    s.random(12, 1);
    const picture lines = parallel_coordinates(s, {.width = 640, .height = 400});
    CHECK(lines.width() == 640);
    CHECK(pixels_of(lines, colours::red) > 800);
    CHECK(pixels_of(score_against(s, "rate"), curve_colour(0)) > 200);
    CHECK(text_of<error>([&] { (void)score_against(s, "width"); }) ==
          "width: the search has no such parameter");
}
