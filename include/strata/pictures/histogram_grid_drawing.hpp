// SPDX-License-Identifier: MIT
#pragma once
/// Many small histograms in one drawing, a row for each of several runs: how the values of a network's layers
/// spread.
#include <strata/error.hpp>
#include <strata/pictures/drawing.hpp>
#include <strata/pictures/histogram.hpp>
#include <strata/target.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// Histograms side by side under one name.
struct histogram_row {
    std::string name;
    std::vector<histogram> histograms;
    std::vector<std::string> captions = {};  ///< under each, or none
};

/// Draws each histogram with its tallest bin as high as there is room, and its two ends below it.
/// Errors: nothing to draw; captions that are not one for each histogram.
[[nodiscard]] inline drawing histogram_grid_drawing(const std::string& title,
                                                    const std::vector<histogram_row>& rows) {
    constexpr int width = 120, height = 64, gap = 16;
    constexpr double size = 15, end_size = 11, title_size = 20;
    std::size_t columns = 0;
    int lines = 0;
    double names = text_width(title, title_size, true), caption_width = 0;
    for (const histogram_row& row : rows) {
        columns = std::max(columns, row.histograms.size());
        names = std::max(names, text_width(row.name, size, true));
        if (!row.captions.empty() && row.captions.size() != row.histograms.size())
            throw_error({.problem = "not one caption for each histogram",
                         .name = row.name,
                         .expected = std::to_string(row.histograms.size()) + " or none",
                         .found = std::to_string(row.captions.size())});
        for (const std::string& caption : row.captions) {
            lines = std::max(lines, lines_of(caption));
            caption_width = std::max(caption_width, text_width(caption, size));
        }
    }
    if (columns == 0) throw_error({.problem = "there is no histogram to draw", .name = title});

    const int cell = std::max(width, static_cast<int>(std::ceil(caption_width)));
    const int line = static_cast<int>(line_height(size)), ends = static_cast<int>(line_height(end_size)) + 4;
    const int named = line + 6, down = named + height + ends + lines * line + gap;
    const int top = gap + (title.empty() ? 0 : static_cast<int>(line_height(title_size)) + gap);
    const int across = static_cast<int>(columns) * (cell + gap) - gap;
    drawing canvas(std::max(across, static_cast<int>(std::ceil(names))) + 2 * gap,
                   top + static_cast<int>(rows.size()) * down);
    canvas.text(gap, gap + 0.8 * title_size, title, {.size = title_size, .bold = true});
    for (std::size_t r = 0; r < rows.size(); ++r) {
        const int y = top + static_cast<int>(r) * down, bottom = y + named + height;
        canvas.text(gap, y + size, rows[r].name, {.size = size, .bold = true});
        for (std::size_t k = 0; k < rows[r].histograms.size(); ++k) {
            const histogram& h = rows[r].histograms[k];
            const int from = gap + static_cast<int>(k) * (cell + gap), x = from + (cell - width) / 2;
            const auto bins = static_cast<int>(h.counts.size());
            const int64 most = std::max(int64{1}, *std::max_element(h.counts.begin(), h.counts.end()));
            for (int b = 0; b < bins; ++b) {
                const int64 count = h.counts[static_cast<std::size_t>(b)];
                // What is there at all is seen.
                const int tall = count == 0 ? 0 : std::max(1, static_cast<int>(count * height / most));
                canvas.rectangle(x + width * b / bins, bottom - tall,
                                 width * (b + 1) / bins - width * b / bins, tall, colours::blue);
            }
            canvas.rectangle(x, bottom, width, 1, colours::grey);
            const auto end = [](double value) {
                std::string text = std::to_string(value);
                text.resize(text.find_first_of(".,") + 2);
                return text.ends_with("0") ? text.substr(0, text.size() - 2) : text;
            };
            text_style of_ends{.size = end_size, .ink = colours::grey};
            canvas.text(x, bottom + 4 + end_size, end(h.low), of_ends);
            of_ends.anchor = text_anchor::end;
            canvas.text(x + width, bottom + 4 + end_size, end(h.high), of_ends);
            if (!rows[r].captions.empty())
                canvas.text(x + width / 2, bottom + ends + size, rows[r].captions[k],
                            {.size = size, .anchor = text_anchor::middle});
        }
    }
    return canvas;
}

}  // namespace strata::inline STRATA_TARGET
