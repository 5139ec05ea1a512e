// SPDX-License-Identifier: MIT
#pragma once
/// How much room a text takes, known without a font: what is drawn is laid out once for all of its forms.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <strata/target.hpp>
#include <string>
#include <string_view>

namespace strata::inline STRATA_TARGET {

/// The advance of the letters from the space to "~" in thousandths of the font's size, as DejaVu Sans has
/// them; Helvetica, Arial and most others are narrower, so that there is room for their letters too.
inline constexpr std::uint16_t advances_of_letters[95] = {
    318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361,  318, 337, 636, 636, 636,
    636, 636, 636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 531, 1000, 684, 686, 698, 770, 632,
    575, 775, 752, 295, 295, 656, 557, 863, 748, 787, 603, 787, 695, 635,  611, 732, 684, 989, 685,
    611, 685, 390, 337, 390, 838, 500, 500, 613, 635, 550, 635, 615, 352,  635, 634, 278, 278, 579,
    278, 974, 634, 612, 635, 635, 411, 521, 392, 634, 592, 818, 592, 592,  525, 636, 337, 636, 838};

namespace detail {
/// Bytes of the UTF-8 character that a text begins with; 0 where it begins with none.
[[nodiscard]] inline std::size_t utf8_length(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char first = byte(0);
    if (first < 0x80) return 1;
    const std::size_t length = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
    if (length == 0 || text.size() < length) return 0;
    for (std::size_t i = 1; i < length; ++i)
        if ((byte(i) & 0xc0) != 0x80) return 0;
    const bool overlong = (first == 0xe0 && byte(1) < 0xa0) || (first == 0xf0 && byte(1) < 0x90);
    const bool no_character = (first == 0xed && byte(1) >= 0xa0) || (first == 0xf4 && byte(1) >= 0x90);
    return overlong || no_character ? 0 : length;
}
}  // namespace detail

/// The text with "?" for each byte that is no UTF-8 and each control character, and a space for a tab.
[[nodiscard]] inline std::string printable(std::string_view text) {
    std::string safe;
    while (!text.empty()) {
        const std::size_t length = detail::utf8_length(text);
        const auto first = static_cast<unsigned char>(text[0]);
        if (length == 0 || (first < ' ' && first != '\n' && first != '\t') || first == 0x7f)
            safe += '?';
        else if (first == '\t')
            safe += ' ';
        else
            safe += text.substr(0, length);
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return safe;
}

/// The width of the longest line of a text whose font has this size; bold letters are a tenth wider.
[[nodiscard]] inline double text_width(std::string_view text, double size, bool bold = false) {
    int longest = 0, width = 0;
    for (const char c : printable(text)) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '\n')
            width = 0;
        else if (byte < 0x80)
            width += advances_of_letters[byte - ' '];
        else if (byte >= 0xc0)
            width += 800;  // of a letter beyond ASCII
        longest = std::max(longest, width);
    }
    return longest * size / 1000 * (bold ? 1.1 : 1.0);
}

/// From one line of a text to the next.
[[nodiscard]] constexpr double line_height(double size) { return 1.3 * size; }

/// How many lines a text has.
[[nodiscard]] inline int lines_of(std::string_view text) {
    return 1 + static_cast<int>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace strata::inline STRATA_TARGET
