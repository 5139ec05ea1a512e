// SPDX-License-Identifier: MIT
#pragma once
/// Line plots: a loss over the steps, an accuracy over the epochs.
#include <strata/error.hpp>
#include <strata/kernels/floating_point.hpp>
#include <strata/pictures/picture.hpp>
#include <strata/pictures/plot_axis.hpp>
#include <strata/target.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <limits>
#include <string>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// A line through the points (x[i], y[i]) in their order. A point that is not finite interrupts it.
struct curve {
    std::string label;
    std::vector<double> x, y;
    std::vector<double> spread = {};  ///< how far a bar at each point reaches up and down, or none
    bool joined = true;               ///< false: the points alone, as dots
};

/// What may be chosen about a plot: its size in pixels.
struct plot_options {
    int width = 960, height = 600;
};

/// The colour of the i-th curve of a plot. The first six are told apart by colour-blind readers too (M.
/// Okabe, K. Ito, Color Universal Design, 2008; two that are faint on white left out); behind twelve come
/// hues a golden angle apart.
[[nodiscard]] inline colour curve_colour(std::size_t i) {
    constexpr colour chosen[] = {{0, 114, 178}, {213, 94, 0},   {0, 158, 115},  {204, 121, 167},
                                 {230, 159, 0}, {70, 70, 70},   {125, 60, 200}, {150, 190, 20},
                                 {130, 70, 30}, {90, 190, 240}, {200, 20, 60},  {160, 160, 160}};
    if (i < std::size(chosen)) return chosen[i];
    const double hue = 2.399963 * static_cast<double>(i);
    const auto part = [hue](double shift) {
        return static_cast<std::uint8_t>(110 + 90 * std::cos(hue + shift));
    };
    return {part(0), part(2.0944), part(4.1888)};
}

/// Draws curves with axes, round values along them, a grid and, where a curve has a label, a legend beside
/// the plot. Curves of few points show them as dots. Errors: a curve with other than one y for each x, or
/// another number of spreads.
[[nodiscard]] inline picture plot(const std::string& title, const std::string& x_label,
                                  const std::string& y_label, const std::vector<curve>& curves,
                                  plot_options options = {}) {
    constexpr double most = std::numeric_limits<double>::max();
    double low_x = most, high_x = -most, low_y = most, high_y = -most;
    int legend = 0;
    const auto shown = [](const curve& c, std::size_t i) { return is_finite(c.x[i]) && is_finite(c.y[i]); };
    const auto spread = [](const curve& c, std::size_t i) {
        return !c.spread.empty() && is_finite(c.spread[i]) ? c.spread[i] : 0.0;
    };
    for (const curve& c : curves) {
        if (c.x.size() != c.y.size())
            throw_error({.problem = "a curve needs one y for each x",
                         .name = c.label,
                         .expected = std::to_string(c.x.size()) + " values of y",
                         .found = std::to_string(c.y.size())});
        if (!c.spread.empty() && c.spread.size() != c.x.size())
            throw_error({.problem = "a curve needs one spread for each x, or none",
                         .name = c.label,
                         .expected = std::to_string(c.x.size()),
                         .found = std::to_string(c.spread.size())});
        for (std::size_t i = 0; i < c.x.size(); ++i) {
            if (!shown(c, i)) continue;
            low_x = std::min(low_x, c.x[i]), high_x = std::max(high_x, c.x[i]);
            low_y = std::min(low_y, c.y[i] - spread(c, i)), high_y = std::max(high_y, c.y[i] + spread(c, i));
        }
        if (!c.label.empty()) legend = std::max(legend, 2 * text_units(c.label));
    }
    const plot_axis across = make_plot_axis(low_x, high_x, 8, false),
                    up = make_plot_axis(low_y, high_y, 6, true);

    constexpr int text_height = 2 * line_units, gap = 12, sample = 30;
    int tick_width = 0;
    for (const double tick : up.ticks) tick_width = std::max(tick_width, 2 * text_units(up.text(tick)));
    const int left = gap + text_height + gap + tick_width + gap, top = gap + 3 * line_units + gap;
    const int right = options.width - (legend > 0 ? 2 * gap + sample + gap + legend + gap : 3 * gap);
    const int bottom = options.height - (gap + text_height + text_height + gap);
    picture canvas(options.width, options.height);
    if (right - left < 50 || bottom - top < 50)
        throw_error(
            {.problem = "the plot has no room for its curves beside its texts",
             .name = title,
             .found = std::to_string(options.width) + " x " + std::to_string(options.height) + " pixels",
             .advice = "Choose a larger size or shorter labels"});
    const auto place = [&](double x, double y) {
        return point{left + across.share(x) * (right - left), bottom - up.share(y) * (bottom - top)};
    };
    for (const double tick : up.ticks) {
        const int y = static_cast<int>(std::lround(place(across.low, tick).y));
        canvas.rectangle(left, y, right - left, 1, colours::pale);
        const std::string words = up.text(tick);
        canvas.text(left - gap - 2 * text_units(words), y - 8, words, colours::ink);
    }
    int free_from = 0;  // long values are left out where they would touch the one before
    for (const double tick : across.ticks) {
        const int x = static_cast<int>(std::lround(place(tick, up.low).x));
        canvas.rectangle(x, top, 1, bottom - top, colours::pale);
        const std::string words = across.text(tick);
        if (x - text_units(words) < free_from) continue;
        canvas.text_centred(x, bottom + gap - 2, words, colours::ink);
        free_from = x + text_units(words) + gap;
    }
    canvas.rectangle(left, top, 2, bottom - top, colours::ink);
    canvas.rectangle(left, bottom - 1, right - left, 2, colours::ink);
    canvas.text_centred((left + right) / 2, gap, title, colours::ink, 3);
    canvas.text_centred((left + right) / 2, options.height - gap - text_height + 6, x_label, colours::ink);
    canvas.text(gap, (top + bottom) / 2 + text_units(y_label), y_label, colours::ink, 2,
                text_direction::upwards);

    int row = top;
    for (std::size_t k = 0; k < curves.size(); ++k) {
        const curve& c = curves[k];
        std::vector<point> stroke;
        for (std::size_t i = 0; i <= c.x.size(); ++i) {
            if (i < c.x.size() && shown(c, i)) {
                stroke.push_back(place(c.x[i], c.y[i]));
                if (c.x.size() <= 30 || !c.joined) canvas.line({stroke.back()}, curve_colour(k), 8);
                if (spread(c, i) > 0)
                    for (const double end : {c.y[i] - spread(c, i), c.y[i] + spread(c, i)}) {
                        const point cap = place(c.x[i], end);
                        canvas.line({stroke.back(), cap}, curve_colour(k), 2);
                        canvas.line({{cap.x - 5, cap.y}, {cap.x + 5, cap.y}}, curve_colour(k), 2);
                    }
                if (!c.joined) stroke.clear();
            } else {
                canvas.line(stroke, curve_colour(k), 2.5);
                stroke.clear();
            }
        }
        if (c.label.empty()) continue;
        const double middle = row + 8;
        canvas.line({{right + 2.0 * gap, middle}, {right + 2.0 * gap + sample, middle}}, curve_colour(k), 4);
        canvas.text(right + 2 * gap + sample + gap, row, c.label, colours::ink);
        row += text_height;
    }
    return canvas;
}

}  // namespace strata::inline STRATA_TARGET
