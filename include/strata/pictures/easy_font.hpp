// SPDX-License-Identifier: MIT
#pragma once
/// Letters as small rectangles: ASCII, about 6 units wide, 12 units from line to line.
///
/// Source: S. Barrett, stb_easy_font.h 1.1, 2017, in the public domain.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <strata/target.hpp>
#include <string>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// One stroke of a letter, in units of the font, y downwards.
struct letter_bar {
    int x, y, width, height;
};

/// The height of a line of text in units of the font: seven of a capital, the rest below it and between
/// lines.
inline constexpr int line_units = 12;

/// A letter of the font: its low four bits of `advance` are its width, 16 more moves it down by one unit; its
/// strokes begin at these places of the two lists and end where those of the next letter begin.
struct letter_strokes {
    std::uint8_t advance, rightwards, downwards;
};

/// The letters from the space to "~", and where the strokes of "~" end.
inline constexpr letter_strokes letters_of_font[96] = {
    {6, 0, 0},      {3, 0, 0},      {5, 1, 1},      {7, 1, 4},      {7, 3, 7},      {7, 6, 12},
    {7, 8, 19},     {4, 16, 21},    {4, 17, 22},    {4, 19, 23},    {23, 21, 24},   {23, 22, 31},
    {20, 23, 34},   {22, 23, 36},   {19, 24, 36},   {21, 25, 36},   {6, 25, 39},    {6, 27, 43},
    {6, 28, 45},    {6, 30, 49},    {6, 33, 53},    {6, 34, 57},    {6, 40, 58},    {6, 46, 59},
    {6, 47, 62},    {6, 55, 64},    {19, 57, 68},   {20, 59, 68},   {21, 61, 69},   {22, 66, 69},
    {21, 68, 69},   {7, 73, 69},    {9, 75, 74},    {6, 78, 81},    {6, 80, 85},    {6, 83, 90},
    {6, 85, 91},    {6, 87, 95},    {6, 90, 96},    {7, 92, 97},    {6, 96, 102},   {5, 97, 106},
    {6, 99, 107},   {6, 100, 110},  {6, 100, 115},  {7, 101, 116},  {6, 101, 121},  {6, 101, 125},
    {6, 102, 129},  {7, 103, 133},  {6, 104, 140},  {6, 105, 145},  {7, 107, 149},  {6, 108, 151},
    {7, 109, 155},  {7, 109, 160},  {7, 109, 165},  {7, 118, 167},  {6, 118, 172},  {4, 120, 176},
    {6, 122, 177},  {4, 122, 181},  {23, 124, 182}, {22, 129, 182}, {4, 130, 182},  {22, 131, 183},
    {6, 133, 187},  {22, 135, 191}, {6, 137, 192},  {22, 139, 196}, {6, 144, 197},  {22, 147, 198},
    {6, 150, 202},  {19, 151, 206}, {21, 152, 207}, {6, 155, 209},  {3, 160, 210},  {23, 160, 211},
    {22, 164, 216}, {22, 165, 220}, {22, 167, 224}, {22, 169, 228}, {21, 171, 232}, {21, 173, 233},
    {5, 178, 233},  {22, 179, 234}, {23, 180, 238}, {23, 180, 243}, {23, 180, 248}, {22, 189, 248},
    {22, 191, 252}, {5, 196, 252},  {3, 203, 252},  {5, 203, 253},  {22, 210, 253}, {0, 214, 253}};

/// The strokes: length in the low three bits, then a bit that moves on by one unit in x, then y.
inline constexpr std::uint8_t strokes_rightwards[] = {
    97, 37, 69,  84,  28,  51,  2,  18, 10,  49,  98, 41, 65,  25, 81, 105, 33, 9,  97, 1,  97, 37, 37,  36,
    81, 10, 98,  107, 3,   100, 3,  99, 58,  51,  4,  99, 58,  8,  73, 81,  10, 50, 98, 8,  73, 81, 4,   10,
    50, 98, 8,   25,  33,  65,  81, 10, 50,  17,  65, 97, 25,  33, 25, 49,  9,  65, 20, 68, 1,  65, 25,  49,
    41, 11, 105, 13,  101, 76,  10, 50, 10,  50,  98, 11, 99,  10, 98, 11,  50, 99, 11, 50, 11, 99, 8,   57,
    58, 3,  99,  99,  107, 10,  10, 11, 10,  99,  11, 5,  100, 41, 65, 57,  41, 65, 9,  17, 81, 97, 3,   107,
    9,  97, 1,   97,  33,  25,  9,  25, 41,  100, 41, 26, 82,  42, 98, 27,  83, 42, 98, 26, 51, 82, 8,   41,
    35, 8,  10,  26,  82,  114, 42, 1,  114, 8,   9,  73, 57,  81, 41, 97,  18, 8,  8,  25, 26, 26, 82,  26,
    82, 26, 82,  41,  25,  33,  82, 26, 49,  73,  35, 90, 17,  81, 41, 65,  57, 41, 65, 25, 81, 90, 114, 20,
    84, 73, 57,  41,  49,  25,  33, 65, 81,  9,   97, 1,  97,  25, 33, 65,  81, 57, 33, 25, 41, 25};
inline constexpr std::uint8_t strokes_downwards[] = {
    4,  2,  8,  10, 15, 8,  15, 33, 8,  15, 8,  73,  82,  73, 57, 41, 82, 10, 82, 18,  66, 10, 21,
    29, 1,  65, 27, 8,  27, 9,  65, 8,  10, 50, 97,  74,  66, 42, 10, 21, 57, 41, 29,  25, 14, 81,
    73, 57, 26, 8,  8,  26, 66, 3,  8,  8,  15, 19,  21,  90, 58, 26, 18, 66, 18, 105, 89, 28, 74,
    17, 8,  73, 57, 26, 21, 8,  42, 41, 42, 8,  28,  22,  8,  8,  30, 7,  8,  8,  26,  66, 21, 7,
    8,  8,  29, 7,  7,  21, 8,  8,  8,  59, 7,  8,   8,   15, 29, 8,  8,  14, 7,  57,  43, 10, 82,
    7,  7,  25, 42, 25, 15, 7,  25, 41, 15, 21, 105, 105, 29, 7,  57, 57, 26, 21, 105, 73, 97, 89,
    28, 97, 7,  57, 58, 26, 82, 18, 57, 57, 74, 8,   30,  6,  8,  8,  14, 3,  58, 90,  58, 11, 7,
    74, 43, 74, 15, 2,  82, 2,  42, 75, 42, 10, 67,  57,  41, 10, 7,  2,  42, 74, 106, 15, 2,  35,
    8,  8,  29, 7,  8,  8,  59, 35, 51, 8,  8,  15,  35,  30, 35, 8,  8,  30, 7,  8,   8,  60, 36,
    8,  45, 7,  7,  36, 8,  43, 8,  44, 21, 8,  8,   44,  35, 8,  8,  43, 23, 8,  8,   43, 35, 8,
    8,  31, 21, 15, 20, 8,  8,  28, 18, 58, 89, 58,  26,  21, 89, 73, 89, 29, 20, 8,   8,  30, 7};

/// The text with "?" for each character that the font lacks.
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
    int longest = 0, width = 0;
    for (const char c : printable(text)) {
        width = c == '\n' ? 0 : width + (letters_of_font[c - ' '].advance & 15);
        longest = std::max(longest, width);
    }
    return longest;
}

/// The strokes of a text, which may have several lines.
[[nodiscard]] inline std::vector<letter_bar> letter_bars(const std::string& text) {
    std::vector<letter_bar> bars;
    int left = 0, top = 0;
    for (const char c : printable(text)) {
        if (c == '\n') {
            left = 0, top += line_units;
            continue;
        }
        const letter_strokes &letter = letters_of_font[c - ' '], &next = letters_of_font[c - ' ' + 1];
        const auto draw = [&](std::span<const std::uint8_t> strokes, bool down) {
            int x = left;
            for (const std::uint8_t stroke : strokes) {
                const int length = stroke & 7, y = top + (letter.advance >> 4 & 1) + (stroke >> 4);
                x += stroke >> 3 & 1;
                if (length > 0) bars.push_back({x, y, down ? 1 : length, down ? length : 1});
            }
        };
        const auto part = [](std::span<const std::uint8_t> all, std::size_t begin, std::size_t end) {
            return all.subspan(begin, end - begin);
        };
        draw(part(strokes_rightwards, letter.rightwards, next.rightwards), false);
        draw(part(strokes_downwards, letter.downwards, next.downwards), true);
        left += letter.advance & 15;
    }
    return bars;
}

}  // namespace strata::inline STRATA_TARGET
