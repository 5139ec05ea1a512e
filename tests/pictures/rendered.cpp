// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <limits>
#include <strata/pictures/rendered.hpp>
#include <string>

#include "../io/temporary_folder.hpp"
#include "pixels.hpp"

using strata::colour;
using strata::drawing;
using strata::picture;
using strata::rendered;
using strata::text_anchor;
using strata::test::contains;
using strata::test::pixels_of;
using strata::test::text_of;
namespace colours = strata::colours;

namespace rendering {

int inked(const picture& p) { return p.width() * p.height() - pixels_of(p, colours::white); }

/// The leftmost and the rightmost column with anything in it.
std::pair<int, int> columns(const picture& p) {
    int left = p.width(), right = -1;
    for (int y = 0; y < p.height(); ++y)
        for (int x = 0; x < p.width(); ++x)
            if (p.at(x, y) != colours::white) left = std::min(left, x), right = std::max(right, x);
    return {left, right};
}

TEST_CASE("rectangles, images and lines colour the pixels that they cover") {
    drawing d(20, 10);
    d.rectangle(2, 3, 4, 5, colours::red);
    picture two(2, 1, colours::blue);
    two.set(1, 0, colours::green);
    d.image(10, 1, two, 3);
    d.line({{10.5, 8.5}, {14.5, 8.5}}, colours::black, 1);
    const picture p = rendered(d);
    CHECK(p.width() == 20);
    CHECK(p.height() == 10);
    CHECK(pixels_of(p, colours::red) == 20);
    CHECK(p.at(2, 3) == colours::red);
    CHECK(pixels_of(p, colours::blue) == 9);
    CHECK(pixels_of(p, colours::green) == 9);
    CHECK(p.at(13, 1) == colours::green);
    CHECK(p.at(12, 8) == colours::black);
    const picture twice = rendered(d, 2);
    CHECK(twice.width() == 40);
    CHECK(pixels_of(twice, colours::red) == 80);
    CHECK(pixels_of(twice, colours::blue) == 36);
}

TEST_CASE("what comes later lies on what was there, and what is outside is cut off") {
    drawing d(10, 10);
    d.rectangle(0, 0, 10, 10, colours::red);
    d.rectangle(2, 2, 5, 5, colours::blue);
    d.rectangle(-20, -20, 5, 5, colours::green);
    const double huge = std::numeric_limits<double>::max();
    d.line({{huge, 0}, {huge, 1}}, colours::green, 1);
    const picture p = rendered(d);
    CHECK(pixels_of(p, colours::blue) == 25);
    CHECK(pixels_of(p, colours::red) == 75);
}

TEST_CASE("text is where its anchor says, within the width that was expected of it") {
    const std::string words = "Right answers, 97 %";
    const double room = strata::text_width(words, 16);
    for (const auto& [anchor, left, right] : {std::tuple{text_anchor::start, 200.0, 200 + room},
                                              {text_anchor::middle, 200 - room / 2, 200 + room / 2},
                                              {text_anchor::end, 200 - room, 200.0}}) {
        drawing d(400, 40);
        d.text(200, 25, words, {.size = 16, .anchor = anchor});
        const auto [from, to] = columns(rendered(d));
        REQUIRE(from <= to);
        CHECK(from >= left - 1);
        CHECK(to <= right + 1);
        CHECK(to - from > room / 2);
    }
}

TEST_CASE("text upwards runs from the bottom to the top, and lines of text stand below each other") {
    drawing up(30, 100), two(100, 60), one(100, 60);
    up.text(20, 95, "Loss, 7", {.direction = strata::text_direction::upwards});
    const picture p = rendered(up);
    CHECK(inked(p) > 40);
    const auto [left, right] = columns(p);
    CHECK(left >= 0);
    CHECK(right <= 26);
    one.text(5, 20, "HHH");
    two.text(5, 20, "HHH\nHHH");
    CHECK(inked(rendered(two)) > 1.7 * inked(rendered(one)));
}

TEST_CASE("a drawing in a drawing is moved there whole") {
    drawing inner(10, 10), outer(40, 30);
    inner.rectangle(0, 0, 3, 3, colours::red);
    inner.line({{5.5, 0}, {5.5, 10}}, colours::blue, 1);
    inner.text(2, 8, "x");
    outer.paste(inner, 20, 10);
    const picture p = rendered(outer), alone = rendered(inner);
    for (int y = 0; y < 10; ++y)
        for (int x = 0; x < 10; ++x) REQUIRE(p.at(20 + x, 10 + y) == alone.at(x, y));
    CHECK(strata::side_by_side({inner, outer}).width() == 50);
}

TEST_CASE("extents and scales that cannot be are refused") {
    CHECK(contains(text_of<strata::error>([] { drawing(0, 5); }), "a picture cannot have this size"));
    CHECK(contains(text_of<strata::error>([] { (void)rendered(drawing(5, 5), 0); }),
                   "a drawing cannot be painted at this scale, expected more than 0"));
    CHECK(contains(text_of<strata::error>([] { (void)rendered(drawing(5, 5), 0.01); }), "found 0 x 0"));
}

}  // namespace rendering
