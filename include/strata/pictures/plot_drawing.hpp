// SPDX-License-Identifier: MIT
#pragma once
/// Line plots as drawings: a loss over the steps, an accuracy over the epochs.
#include <strata/error.hpp>
#include <strata/kernels/floating_point.hpp>
#include <strata/pictures/drawing.hpp>
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

/// What may be chosen about a plot.
struct plot_options {
    int width = 960, height = 600;   ///< in pixels
    bool logarithmic = false;        ///< y in powers of ten; what is not above 0 interrupts its curve
    std::vector<double> marks = {};  ///< heights at which a grey line goes across
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
/// another number of spreads; no room for the curves beside the texts.
[[nodiscard]] inline drawing plot_drawing(const std::string& title, const std::string& x_label,
                                          const std::string& y_label, const std::vector<curve>& curves,
                                          plot_options options = {}) {
    constexpr double most = std::numeric_limits<double>::max();
    constexpr double size = 16, title_size = 20, gap = 12, sample = 26;
    double low_x = most, high_x = -most, low_y = most, high_y = -most, legend = 0;
    const auto height_of = [&](double y) {
        return options.logarithmic ? (y > 0 ? std::log10(y) : -most) : y;
    };
    const auto shown = [&](const curve& c, std::size_t i) {
        return is_finite(c.x[i]) && is_finite(c.y[i]) && height_of(c.y[i]) > -most;
    };
    // the ends of a bar; that of none is the point
    const auto end_of_bar = [&](const curve& c, std::size_t i, double side) {
        const double reach = !c.spread.empty() && is_finite(c.spread[i]) ? c.spread[i] : 0;
        const double end = height_of(c.y[i] + side * reach);
        return end > -most ? end : height_of(c.y[i]);
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
            low_y = std::min(low_y, end_of_bar(c, i, -1)), high_y = std::max(high_y, end_of_bar(c, i, 1));
        }
        if (!c.label.empty()) legend = std::max(legend, text_width(c.label, size));
    }
    for (const double mark : options.marks)
        low_y = std::min(low_y, height_of(mark)), high_y = std::max(high_y, height_of(mark));
    const plot_axis across = make_plot_axis(low_x, high_x, 8, false),
                    up = options.logarithmic ? make_power_axis(low_y, high_y, 6)
                                             : make_plot_axis(low_y, high_y, 6, true);
    const auto words_of = [&](double tick) { return options.logarithmic ? power_text(tick) : up.text(tick); };
    double tick_width = 0;
    for (const double tick : up.ticks) tick_width = std::max(tick_width, text_width(words_of(tick), size));

    const double left = std::round((y_label.empty() ? 0 : line_height(size) + gap) + tick_width + 2 * gap);
    const double top = std::round(gap + (title.empty() ? 0.5 : 1.4) * title_size + gap);
    const double right =
        std::round(options.width - (legend > 0 ? 2 * gap + sample + gap + legend + gap : 3 * gap));
    const double bottom =
        std::round(options.height - gap - line_height(size) * (x_label.empty() ? 1 : 2) - gap / 2);
    drawing canvas(options.width, options.height);
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
        const double y = std::round(place(across.low, tick).y);
        canvas.rectangle(left, y, right - left, 1, colours::pale);
        canvas.text(left - gap + 2, y + 0.36 * size, words_of(tick),
                    {.size = size, .ink = colours::grey, .anchor = text_anchor::end});
    }
    double free_from = 0;  // long values are left out where they would touch the one before
    for (const double tick : across.ticks) {
        const double x = std::round(place(tick, up.low).x);
        canvas.rectangle(x, top, 1, bottom - top, colours::pale);
        const std::string words = across.text(tick);
        const double half = text_width(words, size) / 2;
        if (x - half < free_from) continue;
        canvas.text(x, bottom + 1.4 * size, words,
                    {.size = size, .ink = colours::grey, .anchor = text_anchor::middle});
        free_from = x + half + gap;
    }
    for (const double mark : options.marks)
        canvas.rectangle(left, std::round(place(across.low, height_of(mark)).y) - 1, right - left, 2,
                         {150, 156, 165});
    canvas.rectangle(left, bottom, right - left, 1, colours::grey);
    canvas.text(left, gap + 0.9 * title_size, title, {.size = title_size, .bold = true});
    canvas.text((left + right) / 2, options.height - gap, x_label,
                {.size = size, .anchor = text_anchor::middle});
    canvas.text(gap + size, (top + bottom) / 2, y_label,
                {.size = size, .anchor = text_anchor::middle, .direction = text_direction::upwards});

    double row = top + 0.5 * size;
    for (std::size_t k = 0; k < curves.size(); ++k) {
        const curve& c = curves[k];
        std::vector<point> stroke;
        for (std::size_t i = 0; i <= c.x.size(); ++i) {
            if (i < c.x.size() && shown(c, i)) {
                stroke.push_back(place(c.x[i], height_of(c.y[i])));
                if (c.x.size() <= 30 || !c.joined) canvas.line({stroke.back()}, curve_colour(k), 7);
                for (const double side : {-1.0, 1.0}) {
                    const point cap = place(c.x[i], end_of_bar(c, i, side));
                    if (cap.y == stroke.back().y) continue;
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
        const double from = right + 2 * gap;
        canvas.line({{from, row}, {from + sample, row}}, curve_colour(k), 4);
        canvas.text(from + sample + gap, row + 0.36 * size, c.label, {.size = size});
        row += 1.5 * size;
    }
    return canvas;
}

}  // namespace strata::inline STRATA_TARGET
