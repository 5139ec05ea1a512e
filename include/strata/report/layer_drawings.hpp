// SPDX-License-Identifier: MIT
#pragma once
/// What was seen inside of a network, as drawings over the steps of a run.
#include <algorithm>
#include <cmath>
#include <strata/pictures/plot_drawing.hpp>
#include <strata/target.hpp>
#include <strata/training/layer_problems.hpp>
#include <string>
#include <utility>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// At most so many of `size` things, evenly chosen, the first and the last among them.
[[nodiscard]] inline std::vector<std::size_t> evenly_chosen(std::size_t size, std::size_t most) {
    std::vector<std::size_t> all;
    const std::size_t n = std::min(size, most);
    for (std::size_t i = 0; i < n; ++i) all.push_back(n > 1 ? i * (size - 1) / (n - 1) : 0);
    return all;
}

namespace detail {
inline constexpr std::size_t curves_in_a_plot = 8;

/// As much of a bold text as there is room for.
[[nodiscard]] inline std::string cut_to(std::string text, double room, double size) {
    if (text_width(text, size, true) <= room) return text;
    while (!text.empty() && text_width(text + "...", size, true) > room) text.pop_back();
    return text + "...";
}

/// The least and the largest value of a share of 0.998 of the numbers of all spreads.
[[nodiscard]] inline std::pair<double, double> range_of(const std::vector<const value_spread*>& all) {
    double low = 0, high = 0;
    for (const value_spread* s : all) {
        int64 total = 0, below = 0;
        for (const int64 c : s->counts) total += c;
        const double width = (s->high - s->low) / value_spread::bins;
        for (int b = 0; b < value_spread::bins; ++b) {
            const int64 count = s->counts[static_cast<std::size_t>(b)];
            if (1000 * (below + count) > total && count > 0)
                low = std::min(low, std::max(s->least, s->low + b * width));
            if (1000 * (total - below) > total && count > 0)
                high = std::max(high, std::min(s->most, s->low + (b + 1) * width));
            below += count;
        }
    }
    return low < high ? std::pair{low, high} : std::pair{low, low + 1};
}
}  // namespace detail

/// How numbers spread over the steps: a column a step, darker where more of them are. Nothing to draw makes
/// an empty strip.
[[nodiscard]] inline drawing spread_strip(const std::string& title, const std::vector<int64>& steps,
                                          const std::vector<const value_spread*>& all) {
    constexpr int width = 380, height = 166, left = 62, top = 34, across = width - left - 16, rows = 48,
                  scale = 2;
    constexpr double size = 12;
    drawing canvas(width, height);
    canvas.text(12, 22, detail::cut_to(title, width - 24, 13), {.size = 13, .bold = true});
    if (all.empty()) return canvas;
    const std::pair<double, double> range = detail::range_of(all);
    const double low = range.first, high = range.second;
    picture strip(across, rows * scale);
    const int n = static_cast<int>(all.size());
    for (int k = 0; k < n; ++k) {
        const value_spread& s = *all[static_cast<std::size_t>(k)];
        std::vector<double> share(rows);
        for (int r = 0; r < rows; ++r)
            share[static_cast<std::size_t>(r)] =
                s.between(high - (high - low) * (r + 1) / rows, high - (high - low) * r / rows);
        if (s.least == s.most) {  // all in one place
            std::fill(share.begin(), share.end(), 0);
            const double r = (high - s.least) / (high - low) * rows;
            share[static_cast<std::size_t>(std::clamp(r, 0.0, rows - 1.0))] = 1;
        }
        const double most = *std::max_element(share.begin(), share.end());
        for (int r = 0; r < rows; ++r) {
            // the root, so that what is rare is seen beside what is frequent
            const double dark = most > 0 ? std::sqrt(share[static_cast<std::size_t>(r)] / most) : 0;
            strip.rectangle(across * k / n, r * scale, across * (k + 1) / n - across * k / n, scale,
                            mixed({250, 251, 252}, colours::blue, dark));
        }
    }
    canvas.image(left, top, strip);
    const text_style value{.size = size, .ink = colours::grey, .anchor = text_anchor::end};
    const auto at = [&](double v) { return top + (high - v) / (high - low) * rows * scale; };
    canvas.text(left - 6, top + size * 0.8, detail::short_text(high), value);
    canvas.text(left - 6, top + rows * scale, detail::short_text(low), value);
    if (low < 0 && high > 0 && at(0) > top + 2 * size && at(0) < top + rows * scale - 2 * size)
        canvas.text(left - 6, at(0) + 0.36 * size, "0", value);
    const double below = top + rows * scale + 1.5 * size;
    canvas.text(left, below, "step " + std::to_string(steps.front()), {.size = size, .ink = colours::grey});
    canvas.text(left + across, below, std::to_string(steps.back()), value);
    return canvas;
}

/// The strips of each layer's outputs, or of their gradients.
[[nodiscard]] inline std::vector<drawing> spread_strips(const std::vector<watched_layer>& layers,
                                                        const std::vector<layer_snapshot>& all,
                                                        value_spread layer_record::*which) {
    std::vector<drawing> strips;
    for (std::size_t i = 0; i < layers.size(); ++i) {
        std::vector<int64> steps;
        std::vector<const value_spread*> seen;
        for (const layer_snapshot& s : all)
            if (const value_spread& spread = s.layers[i].*which; spread.count > spread.not_finite)
                steps.push_back(s.step), seen.push_back(&spread);
        if (!seen.empty())
            strips.push_back(spread_strip(layers[i].name + "   " + layers[i].layers, steps, seen));
    }
    return strips;
}

/// The length of an update over that of the weights, by step, between the two lines that it should stay
/// between.
[[nodiscard]] inline drawing ratio_drawing(const std::vector<layer_snapshot>& all, const layer_limits& limits,
                                           plot_options options) {
    std::vector<curve> curves;
    std::vector<std::size_t> weights;
    if (!all.empty())
        for (std::size_t p = 0; p < all.back().parameters.size(); ++p)
            if (all.back().parameters[p].is_weight) weights.push_back(p);
    for (const std::size_t k : evenly_chosen(weights.size(), detail::curves_in_a_plot)) {
        curve c{all.back().parameters[weights[k]].name, {}, {}};
        for (const layer_snapshot& s : all)
            if (s.moved)
                c.x.push_back(static_cast<double>(s.step)), c.y.push_back(s.parameters[weights[k]].ratio());
        curves.push_back(std::move(c));
    }
    options.marks = {limits.least_ratio, limits.most_ratio};
    options.logarithmic = true;
    return plot_drawing("Updates: |\xce\x94w| / |w|", "step", "", curves, options);
}

/// The lengths of the gradients by the outputs of layers.
[[nodiscard]] inline drawing gradient_drawing(const std::vector<watched_layer>& layers,
                                              const std::vector<layer_snapshot>& all, plot_options options) {
    std::vector<curve> curves;
    std::vector<std::size_t> seen;
    for (std::size_t i = 0; i < layers.size(); ++i)
        if (!all.empty() && all.back().layers[i].gradient.count > 0) seen.push_back(i);
    for (const std::size_t k : evenly_chosen(seen.size(), detail::curves_in_a_plot)) {
        curve c{layers[seen[k]].name, {}, {}};
        for (const layer_snapshot& s : all)
            c.x.push_back(static_cast<double>(s.step)), c.y.push_back(s.layers[seen[k]].gradient.norm);
        curves.push_back(std::move(c));
    }
    options.logarithmic = true;
    return plot_drawing("Gradients of the layers' outputs", "step", "", curves, options);
}

}  // namespace strata::inline STRATA_TARGET
