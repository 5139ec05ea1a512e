// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <limits>
#include <strata/data/image_file.hpp>
#include <strata/pictures/plot_drawing.hpp>
#include <strata/pictures/svg.hpp>
#include <string>

#include "../io/temporary_folder.hpp"

using strata::drawing;
using strata::test::contains;
using strata::test::file_text;
using strata::test::temporary_folder;
namespace colours = strata::colours;

TEST_CASE("bytes become letters as RFC 4648 shows them") {
    CHECK(strata::base64("") == "");
    CHECK(strata::base64("f") == "Zg==");
    CHECK(strata::base64("fo") == "Zm8=");
    CHECK(strata::base64("foo") == "Zm9v");
    CHECK(strata::base64("foob") == "Zm9vYg==");
    CHECK(strata::base64("fooba") == "Zm9vYmE=");
    CHECK(strata::base64("foobar") == "Zm9vYmFy");
    CHECK(strata::base64(std::string("\xff\xfe\x00", 3)) == "//4A");
}

TEST_CASE("marks in texts are written as names") {
    CHECK(strata::escaped("a < b & \"c\" > d\x02") == "a &lt; b &amp; &quot;c&quot; &gt; d?");
}

TEST_CASE("each part of a drawing becomes an element") {
    drawing d(40, 30);
    d.rectangle(1, 2.5, 3, 4, colours::red);
    d.line({{1, 2}, {3.456, -4}}, {0, 16, 255}, 2.5);
    d.line({{7, 8}}, colours::black, 5);
    d.area({{0, 0}, {1, 0}, {1, 1}}, colours::white);
    d.text(5, 6, "a<b",
           {.size = 12, .ink = colours::black, .anchor = strata::text_anchor::middle, .bold = true});
    d.text(5, 6, "up", {.direction = strata::text_direction::upwards});
    const std::string text = svg_text(d);
    CHECK(text.starts_with(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"40\" height=\"30\" viewBox=\"0 0 40 30\""));
    CHECK(contains(text, "<rect x=\"1\" y=\"2.5\" width=\"3\" height=\"4\" fill=\"#c81e2d\"/>"));
    CHECK(contains(text, "<polyline points=\"1,2 3.46,-4\" stroke=\"#0010ff\" stroke-width=\"2.5\""));
    CHECK(contains(text, "<circle cx=\"7\" cy=\"8\" r=\"2.5\" fill=\"#000000\"/>"));
    CHECK(contains(text, "<polygon points=\"0,0 1,0 1,1\" fill=\"#ffffff\"/>"));
    CHECK(contains(text,
                   "<text x=\"5\" y=\"6\" font-size=\"12\" fill=\"#000000\" text-anchor=\"middle\" "
                   "font-weight=\"bold\">a&lt;b</text>"));
    CHECK(contains(text, "transform=\"translate(5,6) rotate(-90)\""));
    CHECK(text.ends_with("</svg>\n"));
}

TEST_CASE("places that are far outside or no numbers are written as numbers") {
    drawing d(4, 4);
    d.line({{std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN()},
            {1e300, -1e300}},
           colours::black);
    CHECK(contains(svg_text(d), "points=\"0,0 1000000,-1000000\""));
}

TEST_CASE("an image stands in the file itself, as the PNG that it would be") {
    drawing d(40, 30);
    strata::picture p(2, 1);
    p.set(1, 0, colours::red);
    d.image(3, 4, p, 5);
    const std::string text = svg_text(d);
    CHECK(contains(text, "<image x=\"3\" y=\"4\" width=\"10\" height=\"5\""));
    CHECK(contains(text, "href=\"data:image/png;base64," + strata::base64(png_bytes(p)) + "\""));
}

TEST_CASE("an SVG file is written whole") {
    const temporary_folder folder;
    const drawing d = strata::plot_drawing("Loss & more", "epoch", "loss", {{"train", {1, 2, 3}, {3, 2, 1}}});
    strata::write_svg(d, folder.path / "a.svg");
    CHECK(file_text(folder.path / "a.svg") == svg_text(d));
    CHECK(contains(svg_text(d), ">Loss &amp; more</text>"));
    CHECK(contains(svg_text(d), ">epoch</text>"));
    CHECK(contains(svg_text(d), ">train</text>"));
}
