// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <string>

#include <strata/pictures/easy_font.hpp>

TEST_CASE("each letter has strokes, all within the width and the line that the text takes") {
    for (char c = '!'; c <= '~'; ++c) {
        CAPTURE(c);
        const auto bars = strata::letter_bars({c});
        CHECK_FALSE(bars.empty());
        for (const auto& bar : bars) {
            CHECK(bar.x >= 0);
            CHECK(bar.y >= 0);
            CHECK(bar.width > 0);
            CHECK(bar.height > 0);
            CHECK(bar.x + bar.width <= strata::text_units({c}));
            CHECK(bar.y + bar.height <= strata::line_units);
        }
    }
}

TEST_CASE("a text is as wide as its longest line") {
    CHECK(strata::text_units("") == 0);
    CHECK(strata::text_units("abc\na") == strata::text_units("abc"));
    CHECK(strata::text_units("abc") ==
          strata::text_units("a") + strata::text_units("b") + strata::text_units("c"));
}

TEST_CASE("a character that the font lacks is a question mark, one whatever its bytes") {
    CHECK(strata::printable("caf\xc3\xa9 \xe2\x82\xac\x7f") == "caf? ??");
    CHECK(strata::printable("a\tb\nc\x01") == "a b\nc?");
}

TEST_CASE("a long text keeps all of its strokes") {
    const auto one = strata::letter_bars("@").size();
    CHECK(strata::letter_bars(std::string(500, '@')).size() == 500 * one);
}
