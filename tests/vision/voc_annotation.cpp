// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <strata/vision/voc_annotation.hpp>

#include "../io/temporary_folder.hpp"

using namespace strata;
using strata::test::text_of;

namespace voc_test {

const std::string sample = R"(<?xml version="1.0"?>
<!-- a written sample -->
<annotation verified="no">
    <folder>pictures</folder>
    <filename>hay &amp; horse.jpg</filename>
    <size><width>500</width><height>375</height><depth>3</depth></size>
    <segmented>0</segmented>
    <object>
        <name>horse</name>
        <pose>Left</pose>
        <truncated>1</truncated>
        <difficult>0</difficult>
        <bndbox><xmin>1</xmin><ymin>20</ymin><xmax>500</xmax><ymax>300.5</ymax></bndbox>
        <part><name>head</name><bndbox><xmin>2</xmin><ymin>21</ymin><xmax>3</xmax><ymax>22</ymax></bndbox></part>
    </object>
    <object>
        <name>dog</name>
        <difficult>1</difficult>
        <bndbox><xmin>10</xmin><ymin>10</ymin><xmax>10</xmax><ymax>12</ymax></bndbox>
    </object>
    <source/>
</annotation>
)";

std::string with(const std::string& from, const std::string& to) {
    std::string text = sample;
    REQUIRE(text.find(from) != std::string::npos);
    return text.replace(text.find(from), from.size(), to);
}
std::string refusal(const std::string& text) {
    return text_of<error>([&] { (void)voc_of_text(text, "5.xml"); });
}

TEST_CASE("VOC's annotations are read, pixels numbered from 0 and corners as edges") {
    const test::temporary_folder folder;
    test::put_file(folder.path / "5.xml", sample);
    const voc_annotation a = read_voc(folder.path / "5.xml");
    CHECK(a.picture == "hay & horse.jpg");
    CHECK((a.width == 500 && a.height == 375 && a.channels == 3));
    REQUIRE(a.objects.size() == 2);
    CHECK(a.objects[0].name == "horse");
    CHECK(a.objects[0].where == box{0, 19, 500, 300.5F});
    CHECK((a.objects[0].truncated && !a.objects[0].difficult && !a.objects[0].occluded));
    CHECK(a.objects[1].where == box{9, 9, 10, 12});
    CHECK(a.objects[1].difficult);
}

TEST_CASE("what VOC's annotations cannot be is an error with file, object and line") {
    CHECK(refusal(with("<xmax>10</xmax>", "<xmax>8</xmax>")) ==
          "5.xml: object 1, line 19: the box has a side below 0, expected xmin <= xmax and ymin <= ymax");
    CHECK(refusal(with("<xmax>500</xmax>", "<xmax>501</xmax>")) ==
          "5.xml: object 0, line 13: the box is not inside of the picture, expected pixels 1 to 500 and 1 to "
          "375");
    CHECK(refusal(with("<xmin>10</xmin>", "<xmin>ten</xmin>")) ==
          "5.xml: object 1, line 19: <xmin> is no number, expected a finite number, found \"ten\"");
    CHECK(refusal(with("<xmin>10</xmin>", "<xmin>nan</xmin>")).find("<xmin> is no number") !=
          std::string::npos);
    CHECK(refusal(with("<ymin>10</ymin>", "")) == "5.xml: object 1, line 19: <bndbox> has no <ymin>");
    CHECK(refusal(with("<name>dog</name>", "<name> </name>")) ==
          "5.xml: object 1, line 16: the object has no name");
    CHECK(refusal(with("<difficult>1", "<difficult>2")) ==
          "5.xml: object 1, line 18: <difficult> is neither 0 nor 1, expected 0 or 1, found 2");
    CHECK(refusal(with("<width>500", "<width>0")) ==
          "5.xml: line 6: <width> is no extent of a picture, expected 1 to 1000000, found 0");
    CHECK(refusal("<html></html>") ==
          "5.xml: line 1: this is no annotation of a picture, expected <annotation>, found <html>");
}

TEST_CASE("what is no XML is an error with its line") {
    CHECK(refusal("") == "5.xml: line 1: the file ends early");
    CHECK(refusal("<annotation>\n<size>") == "5.xml: line 2: <size> is not closed");
    CHECK(refusal("<annotation>\n</size>") == "5.xml: line 2: </size> closes <annotation>");
    CHECK(refusal("<annotation>&evil;</annotation>") == "5.xml: line 1: an entity is none that is read here");
    CHECK(refusal("<!DOCTYPE annotation><annotation/>") ==
          "5.xml: line 1: there is no name where an element begins");
    CHECK(refusal("<annotation/><annotation/>") ==
          "5.xml: line 1: there is something after the last element");
    CHECK(refusal("<annotation a=b/>") == "5.xml: line 1: a value is not in quotes");
    CHECK(refusal("text") == "5.xml: line 1: an element has to begin here");
    std::string deep;
    for (int i = 0; i < 100000; ++i) deep += "<a>";
    CHECK(refusal(deep) == "5.xml: line 1: elements are in one another too deeply");
    for (std::size_t end = 0; end + 2 < sample.size(); ++end) CHECK(!refusal(sample.substr(0, end)).empty());
}

}  // namespace voc_test
