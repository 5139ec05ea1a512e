// SPDX-License-Identifier: MIT
#pragma once
/// What can be told of a text letter by letter, to look for in the units of a model.
#include <algorithm>
#include <string>
#include <vector>

using numbers = std::vector<float>;

/// Something that is so much the case at each letter of a text, after it has been read.
struct feature {
    std::string name, words;
    numbers value = {};
};
inline std::vector<feature> features_of(const std::string& text) {
    std::vector<feature> all{{"quotes", "inside of double quotes"},
                             {"line_end", "the line ends with the next letter"},
                             {"line_position", "letters since the line began, up to 80"},
                             {"indentation", "spaces with which a line begins"},
                             {"line_begin", "the first eight letters of a line"},
                             {"blank_line", "a line ended, and nothing stands in the next yet"},
                             {"capitals", "a capital after another, as in names of speakers"},
                             {"word_length", "letters since the word began, up to 12"}};
    bool quoted = false, only_spaces = true;
    float in_line = 0, in_word = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i], before = i > 0 ? text[i - 1] : '\n';
        const auto is_capital = [](char l) { return l >= 'A' && l <= 'Z'; };
        const bool is_letter = is_capital(c) || (c >= 'a' && c <= 'z') || c == '\'';
        if (c == '"') quoted = !quoted;
        if (c == '\n' && before == '\n') quoted = false;  // one that was left open
        in_line = c == '\n' ? 0 : in_line + 1;
        in_word = is_letter ? in_word + 1 : 0;
        only_spaces = c == '\n' || (c == ' ' && only_spaces);
        const float values[] = {quoted ? 1.0F : 0.0F,
                                i + 1 < text.size() && text[i + 1] == '\n' ? 1.0F : 0.0F,
                                std::min(in_line, 80.0F),
                                only_spaces && c == ' ' ? 1.0F : 0.0F,
                                in_line > 0 && in_line <= 8 ? 1.0F : 0.0F,
                                c == '\n' ? 1.0F : 0.0F,
                                is_capital(c) && is_capital(before) ? 1.0F : 0.0F,
                                std::min(in_word, 12.0F)};
        for (std::size_t f = 0; f < all.size(); ++f) all[f].value.push_back(values[f]);
    }
    return all;
}
