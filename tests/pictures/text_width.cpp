// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <strata/pictures/text_width.hpp>
#include <string>

using strata::printable;
using strata::text_width;

TEST_CASE("a text is as wide as the letters of its longest line, in proportion to the font's size") {
    CHECK(text_width("", 10) == 0);
    CHECK(text_width("abc", 1000) == 613 + 635 + 550);
    CHECK(text_width("abc\na", 20) == text_width("abc", 20));
    CHECK(text_width("abc", 40) == doctest::Approx(4 * text_width("abc", 10)));
    CHECK(text_width("abc", 10, true) > text_width("abc", 10));
    CHECK(text_width("caf\xc3\xa9", 1000) == text_width("caf", 1000) + 800);
    CHECK(strata::lines_of("a\nb\n") == 3);
}

TEST_CASE("what is no character becomes a question mark, and characters of any language stay") {
    CHECK(printable("caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x99\x82") ==
          "caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x99\x82");
    CHECK(printable("a\tb\nc\x01\x7f") == "a b\nc??");
    CHECK(printable("\xff \xc3") == "? ?");
    CHECK(printable("\xc0\xaf") == "??");            // "/" in two bytes
    CHECK(printable("\xed\xa0\x80") == "???");       // half of a pair of UTF-16
    CHECK(printable("\xf4\x90\x80\x80") == "????");  // behind the last character
    CHECK(printable(std::string("a\0b", 3)) == "a?b");
}
