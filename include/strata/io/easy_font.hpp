// SPDX-License-Identifier: MIT
#pragma once
/// Letters as small rectangles, from stb's font: ASCII, about 6 units wide, 12 units from line to line.
#include <cstddef>
#include <cstring>
#include <strata/target.hpp>
#include <string>
#include <vector>

#include <stb/stb_easy_font.h>

namespace strata::inline STRATA_TARGET {

/// One stroke of a letter, in units of the font, y downwards.
struct letter_bar {
    int x, y, width, height;
};

/// The height of a line of text in units of the font: seven of a capital, the rest below it and between
/// lines.
inline constexpr int line_units = 12;

/// The text with "?" for each character that the font lacks; the font's table would be read outside of it.
[[nodiscard]] inline std::string printable(const std::string& text) {
    std::string safe;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if ((byte & 0xc0) == 0x80) continue;  // the further bytes of a UTF-8 character
        safe += (byte >= ' ' && byte <= '~') || c == '\n' ? c : c == '\t' ? ' ' : '?';
    }
    return safe;
}

/// The width of the longest line in units of the font.
[[nodiscard]] inline int text_units(const std::string& text) {
    return stb_easy_font_width(printable(text).data());
}

/// The strokes of a text, which may have several lines.
[[nodiscard]] inline std::vector<letter_bar> letter_bars(const std::string& text) {
    std::string safe = printable(text);
    struct corner {
        float x, y, z;
        unsigned char colour[4];
    };
    // No letter has more than 16 strokes of four corners.
    std::vector<char> buffer((safe.size() + 1) * 16 * 4 * sizeof(corner));
    const int count =
        stb_easy_font_print(0, 0, safe.data(), nullptr, buffer.data(), static_cast<int>(buffer.size()));
    std::vector<letter_bar> bars;
    for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
        corner corners[4];
        std::memcpy(corners, buffer.data() + i * sizeof corners, sizeof corners);
        const corner &from = corners[0], &to = corners[2];
        bars.push_back({static_cast<int>(from.x), static_cast<int>(from.y), static_cast<int>(to.x - from.x),
                        static_cast<int>(to.y - from.y)});
    }
    return bars;
}

}  // namespace strata::inline STRATA_TARGET
