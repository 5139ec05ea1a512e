// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <string>
#include <vector>

#include <strata/pictures/plot.hpp>

#include "../io/temporary_folder.hpp"
#include "pixels.hpp"

using strata::colour;
using strata::curve_colour;
using strata::picture;
using strata::plot;
using strata::test::contains;
using strata::test::pixels_of;
using strata::test::text_of;

namespace {

const double not_a_number = std::numeric_limits<double>::quiet_NaN();

}  // namespace

TEST_CASE("a plot has the size asked for and each curve in its colour") {
    const picture p = plot("title", "x", "y", {{"one", {0, 1, 2}, {1, 2, 3}}, {"two", {0, 1, 2}, {3, 2, 1}}},
                           {.width = 640, .height = 400});
    CHECK(p.width() == 640);
    CHECK(p.height() == 400);
    CHECK(pixels_of(p, curve_colour(0)) > 500);
    CHECK(pixels_of(p, curve_colour(1)) > 500);
    CHECK(pixels_of(p, curve_colour(2)) == 0);
}

TEST_CASE("a rising curve rises to the right") {
    const picture p = plot("", "", "", {{"", {0, 1}, {0, 1}}});
    int left = p.width(), right = 0, at_left = 0, at_right = 0;
    for (int y = 0; y < p.height(); ++y)
        for (int x = 0; x < p.width(); ++x)
            if (p.at(x, y) == curve_colour(0)) {
                if (x < left) left = x, at_left = y;
                if (x > right) right = x, at_right = y;
            }
    CHECK(at_left > at_right + 300);
}

TEST_CASE("twenty curves have twenty colours, none of them faint") {
    for (std::size_t i = 0; i < 20; ++i) {
        const colour a = curve_colour(i);
        CHECK(a.red + a.green + a.blue < 570);
        for (std::size_t k = 0; k < i; ++k) {
            const colour b = curve_colour(k);
            CHECK(std::abs(a.red - b.red) + std::abs(a.green - b.green) + std::abs(a.blue - b.blue) > 20);
        }
    }
}

TEST_CASE("a value that is not finite interrupts its curve and leaves the axes to the others") {
    const picture whole = plot("", "", "", {{"", {0, 1, 2, 3}, {1, 1, 1, 1}}});
    const picture broken =
        plot("", "", "", {{"", {0, 1, 2, 3}, {1, not_a_number, std::numeric_limits<double>::infinity(), 1}}});
    CHECK(pixels_of(broken, curve_colour(0)) > 0);
    CHECK(pixels_of(broken, curve_colour(0)) < pixels_of(whole, curve_colour(0)) / 4);
}

TEST_CASE("no curve, an empty one and a single point make a plot too") {
    CHECK(plot("", "", "", {}).width() == 960);
    CHECK(pixels_of(plot("", "", "", {{"", {}, {}}}), curve_colour(0)) == 0);
    CHECK(pixels_of(plot("", "", "", {{"", {3}, {1e-7}}}), curve_colour(0)) > 20);
    CHECK(pixels_of(plot("", "", "", {{"", {not_a_number}, {not_a_number}}}), curve_colour(0)) == 0);
}

TEST_CASE("a curve needs one y for each x") {
    const auto said = text_of<strata::error>([] { (void)plot("", "", "", {{"loss", {1, 2, 3}, {1, 2}}}); });
    CHECK(said == "loss: a curve needs one y for each x, expected 3 values of y, found 2");
}

TEST_CASE("bars reach as far as the spread says, and the axis has room for them") {
    const picture p = plot("", "", "", {{"", {0, 1}, {1, 1}, {0, 1}}, {"", {0}, {2}, {}, false}});
    int top = p.height(), bottom = 0, dot = 0;
    for (int y = 0; y < p.height(); ++y)
        for (int x = 0; x < p.width(); ++x) {
            if (p.at(x, y) == curve_colour(0)) top = std::min(top, y), bottom = std::max(bottom, y);
            if (p.at(x, y) == curve_colour(1)) dot = y;
        }
    CHECK(std::abs(top - dot) < 8);  // 1 + 1 is as high as the dot at 2
    CHECK(bottom - top > 300);
    CHECK(text_of<strata::error>([] {
              (void)plot("", "", "", {{"k", {1, 2}, {1, 2}, {1}}});
          }) == "k: a curve needs one spread for each x, or none, expected 2, found 1");
}

TEST_CASE("points that are not joined are dots") {
    const picture p = plot("", "", "", {{"", {0, 1}, {0, 1}, {}, false}});
    const picture joined = plot("", "", "", {{"", {0, 1}, {0, 1}}});
    CHECK(pixels_of(p, curve_colour(0)) > 40);
    CHECK(pixels_of(p, curve_colour(0)) < pixels_of(joined, curve_colour(0)) / 4);
}

TEST_CASE("a plot too small for its texts is an error") {
    const auto said = text_of<strata::error>([] {
        (void)plot("t", "", "", {{std::string(100, 'm'), {1}, {1}}}, {.width = 300, .height = 300});
    });
    CHECK(contains(
        said, "t: the plot has no room for its curves beside its texts, found 300 x 300 pixels. Choose"));
}
