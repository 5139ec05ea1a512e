// SPDX-License-Identifier: MIT
#pragma once
/// Many small histograms in one picture, a row for each of several runs: how the values of a network's layers
/// spread.
#include <strata/error.hpp>
#include <strata/kernels/floating_point.hpp>
#include <strata/pictures/picture.hpp>
#include <strata/target.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// How many values fell into each of equally wide bins between two ends. Values beyond an end are counted in
/// its bin.
struct histogram {
    double low = -1, high = 1;
    std::vector<int64> counts;

    /// Errors: no bin; ends that are not finite or not in order; a value that is none.
    template <class Values>
    histogram(const Values& values, double from, double to, int bins = 40) : low(from), high(to) {
        if (bins < 1 || !is_finite(from) || !is_finite(to) || !(from < to))
            throw_error({.problem = "a histogram has at least one bin between two finite ends",
                         .found = std::to_string(bins) + " from " + std::to_string(from) + " to " +
                                  std::to_string(to)});
        counts.assign(static_cast<std::size_t>(bins), 0);
        for (const auto value : values) {
            const double share = (static_cast<double>(value) - low) / (high - low);
            if (is_nan(share)) throw_error({.problem = "a value is not a number", .name = "histogram"});
            ++counts[static_cast<std::size_t>(std::clamp(share * bins, 0.0, bins - 1.0))];
        }
    }
};

/// Histograms side by side under one name.
struct histogram_row {
    std::string name;
    std::vector<histogram> histograms;
    std::vector<std::string> captions = {};  ///< under each, or none
};

/// Draws each histogram with its tallest bin as high as there is room, and its two ends below it.
/// Errors: nothing to draw; captions that are not one for each histogram.
[[nodiscard]] inline picture histogram_grid(const std::string& title,
                                            const std::vector<histogram_row>& rows) {
    constexpr int width = 120, height = 64, gap = 14, scale = 2, line = scale * line_units;
    std::size_t columns = 0;
    int lines = 0, names = 0;
    for (const histogram_row& row : rows) {
        columns = std::max(columns, row.histograms.size());
        names = std::max(names, scale * text_units(row.name));
        if (!row.captions.empty() && row.captions.size() != row.histograms.size())
            throw_error({.problem = "not one caption for each histogram",
                         .name = row.name,
                         .expected = std::to_string(row.histograms.size()) + " or none",
                         .found = std::to_string(row.captions.size())});
        for (const std::string& caption : row.captions)
            lines = std::max(lines, 1 + static_cast<int>(std::count(caption.begin(), caption.end(), '\n')));
    }
    if (columns == 0) throw_error({.problem = "there is no histogram to draw", .name = title});

    const int down = line + height + 4 + line_units + lines * line + gap, top = gap + 3 * line_units + gap;
    const int across = static_cast<int>(columns) * (width + gap);
    picture canvas(std::max({across, names, 3 * text_units(title)}) + 2 * gap,
                   top + static_cast<int>(rows.size()) * down + gap);
    canvas.text_centred(canvas.width() / 2, gap, title, colours::ink, 3);
    for (std::size_t r = 0; r < rows.size(); ++r) {
        const int y = top + static_cast<int>(r) * down;
        canvas.text(gap, y, rows[r].name, colours::ink, scale);
        for (std::size_t k = 0; k < rows[r].histograms.size(); ++k) {
            const histogram& h = rows[r].histograms[k];
            const int x = gap + static_cast<int>(k) * (width + gap), bottom = y + line + height;
            const auto bins = static_cast<int>(h.counts.size());
            const int64 most = std::max(int64{1}, *std::max_element(h.counts.begin(), h.counts.end()));
            canvas.rectangle(x, bottom, width, 1, colours::ink);
            for (int b = 0; b < bins; ++b) {
                const int64 count = h.counts[static_cast<std::size_t>(b)];
                // What is there at all is seen.
                const int tall = count == 0 ? 0 : std::max(1, static_cast<int>(count * height / most));
                canvas.rectangle(x + width * b / bins, bottom - tall,
                                 width * (b + 1) / bins - width * b / bins, tall, colours::blue);
            }
            const auto end = [](double value) {
                std::string text = std::to_string(value);
                text.resize(text.find('.') + 2);
                return text.ends_with(".0") ? text.substr(0, text.size() - 2) : text;
            };
            canvas.text(x, bottom + 4, end(h.low), {120, 125, 133}, 1);
            canvas.text(x + width - text_units(end(h.high)), bottom + 4, end(h.high), {120, 125, 133}, 1);
            if (!rows[r].captions.empty())
                canvas.text_centred(x + width / 2, bottom + 4 + line_units, rows[r].captions[k], colours::ink,
                                    scale);
        }
    }
    return canvas;
}

}  // namespace strata::inline STRATA_TARGET
