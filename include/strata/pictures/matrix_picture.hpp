// SPDX-License-Identifier: MIT
#pragma once
/// A confusion matrix as a picture: what each class was taken for, and how often.
#include <strata/error.hpp>
#include <strata/pictures/picture.hpp>
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
[[nodiscard]] picture matrix_picture(const Counts& counts, const std::vector<std::string>& names,
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

    constexpr int gap = 12, scale = 2, text_height = 7 * scale;
    int widest = 0, cell = 48;
    for (const std::string& name : names) widest = std::max(widest, scale * text_units(name));
    for (const std::int64_t count : matrix) {
        if (count < 0)
            throw_error({.problem = "a count is below 0", .name = title, .found = std::to_string(count)});
        cell = std::max(cell, scale * text_units(std::to_string(count)) + gap + 4);
    }
    const int side = static_cast<int>(classes) * cell;
    const int left = gap + text_height + 2 * gap + widest + gap;
    const int top = gap + 3 * line_units + gap + text_height + gap + widest + gap;
    const int width = std::max(left + side, 3 * text_units(title) + gap) + 2 * gap;
    picture canvas(width, std::max(top + side, top + scale * text_units("true class")) + 2 * gap);
    canvas.text_centred(width / 2, gap, title, colours::ink, 3);
    canvas.text_centred(left + side / 2, gap + 3 * line_units, "predicted class", colours::ink, scale);
    canvas.text(gap, top + side / 2 + text_units("true class"), "true class", colours::ink, scale,
                text_direction::upwards);

    for (std::size_t i = 0; i < classes; ++i) {
        const int middle = static_cast<int>(i) * cell + (cell - text_height) / 2;
        canvas.text(left - gap - scale * text_units(names[i]), top + middle, names[i], colours::ink, scale);
        canvas.text(left + middle, top - gap, names[i], colours::ink, scale, text_direction::upwards);
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
            canvas.text_centred(x + cell / 2 - 1, y + (cell - 2 - text_height) / 2,
                                std::to_string(matrix(i, j)), ink, scale);
        }
    }
    return canvas;
}

}  // namespace strata::inline STRATA_TARGET
