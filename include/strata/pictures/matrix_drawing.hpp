// SPDX-License-Identifier: MIT
#pragma once
/// A confusion matrix as a drawing: what each class was taken for, and how often.
#include <strata/error.hpp>
#include <strata/pictures/drawing.hpp>
#include <strata/target.hpp>
#include <strata/xtensor.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// Draws a confusion matrix [K, K]: the count in row i, column j of those of class i that were taken for
/// class j. Right ones are blue, wrong ones red, the darker the larger their share of the row; the shade
/// follows the root of the share, since mistakes worth a look are rare. `counts` is an xtensor container,
/// view or expression of whole numbers. Errors: not a square matrix; not one name for each class; a count
/// below 0.
template <class Counts>
[[nodiscard]] drawing matrix_drawing(const Counts& counts, const std::vector<std::string>& names,
                                     const std::string& title = "Confusion matrix") {
    if (counts.dimension() != 2 || counts.shape()[0] != counts.shape()[1] || counts.shape()[0] == 0)
        throw_error({.problem = "a confusion matrix has one row and one column for each class",
                     .name = title,
                     .found = counts.dimension() == 2 ? std::to_string(counts.shape()[0]) + " x " +
                                                            std::to_string(counts.shape()[1])
                                                      : std::to_string(counts.dimension()) + " axes"});
    const xt::xtensor<std::int64_t, 2> matrix = counts;
    const std::size_t classes = matrix.shape()[0];
    if (names.size() != classes)
        throw_error({.problem = "not one name for each class",
                     .name = title,
                     .expected = std::to_string(classes) + " names",
                     .found = std::to_string(names.size())});

    constexpr int gap = 12;
    constexpr double size = 15, title_size = 20;
    double widest = 0, cell_width = 48;
    for (const std::string& name : names) widest = std::max(widest, text_width(name, size));
    for (const std::int64_t count : matrix) {
        if (count < 0)
            throw_error({.problem = "a count is below 0", .name = title, .found = std::to_string(count)});
        cell_width = std::max(cell_width, text_width(std::to_string(count), size) + gap);
    }
    const int cell = static_cast<int>(std::ceil(cell_width)), side = static_cast<int>(classes) * cell;
    const int line = static_cast<int>(line_height(size)), named = static_cast<int>(std::ceil(widest));
    const int left = gap + line + gap + named + gap;
    const int top = gap + (title.empty() ? 0 : static_cast<int>(line_height(title_size)) + gap) + line + gap +
                    named + gap;
    const int across = std::max({side, static_cast<int>(text_width("predicted class", size)),
                                 static_cast<int>(text_width(title, title_size, true)) - left + gap});
    const int down = std::max(side, static_cast<int>(text_width("true class", size)));
    drawing canvas(left + across + 2 * gap, top + down + 2 * gap);
    canvas.text(gap, gap + 0.8 * title_size, title, {.size = title_size, .bold = true});
    canvas.text(left + side / 2.0, top - gap - named - gap, "predicted class",
                {.size = size, .ink = colours::grey, .anchor = text_anchor::middle});
    canvas.text(gap + size, top + side / 2.0, "true class",
                {.size = size,
                 .ink = colours::grey,
                 .anchor = text_anchor::middle,
                 .direction = text_direction::upwards});

    for (std::size_t i = 0; i < classes; ++i) {
        const double middle = static_cast<double>(i) * cell + cell / 2.0 + 0.36 * size;
        canvas.text(left - gap, top + middle, names[i], {.size = size, .anchor = text_anchor::end});
        canvas.text(left + middle, top - gap, names[i], {.size = size, .direction = text_direction::upwards});
        double total = 0;
        for (std::size_t j = 0; j < classes; ++j) total += static_cast<double>(matrix(i, j));
        for (std::size_t j = 0; j < classes; ++j) {
            const int x = left + static_cast<int>(j) * cell, y = top + static_cast<int>(i) * cell;
            const double share = total > 0 ? std::sqrt(static_cast<double>(matrix(i, j)) / total) : 0;
            canvas.rectangle(x, y, cell - 2, cell - 2,
                             mixed({244, 245, 247}, i == j ? colours::blue : colours::red, share));
            const colour ink = matrix(i, j) == 0 ? colour{175, 180, 188}
                               : share > 0.6     ? colours::white
                                                 : colours::ink;
            canvas.text(x + cell / 2.0 - 1, y + cell / 2.0 - 1 + 0.36 * size, std::to_string(matrix(i, j)),
                        {.size = size, .ink = ink, .anchor = text_anchor::middle});
        }
    }
    return canvas;
}

}  // namespace strata::inline STRATA_TARGET
