// SPDX-License-Identifier: MIT
#pragma once
/// What a search found, as pictures: lines through the values of each trial, and scores against a parameter.
#include <strata/kernels/sort_stably.hpp>
#include <strata/pictures/plot.hpp>
#include <strata/search/search_report.hpp>
#include <strata/target.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// An axis for each parameter and one for the score, and a line for each trial with the largest budget: the
/// better, the darker; the best is red. (Inselberg: "The plane with parallel coordinates", 1985.)
[[nodiscard]] inline picture parallel_coordinates(const parameter_search& search, plot_options options = {}) {
    const search_trial* const best = search.best();
    std::vector<const search_trial*> shown;
    for (const search_trial& t : search.trials())
        if (t.budget == best->budget && is_finite(t.score)) shown.push_back(&t);
    sort_stably(shown, [&](const auto* a, const auto* b) { return search.better(b->score, a->score); });
    double low = 0, high = 1;
    if (!shown.empty()) {
        low = std::min(shown.front()->score, shown.back()->score);
        high = std::max(shown.front()->score, shown.back()->score);
    }
    const auto& space = search.space();
    const int top = 80, bottom = options.height - 50, side = 90;
    const double step = double(options.width - 2 * side) / static_cast<double>(space.size());
    const auto place = [&](std::size_t axis, double share) {
        return point{side + static_cast<double>(axis) * step, bottom - share * (bottom - top)};
    };
    drawing canvas(options.width, options.height);
    const auto words = [&](double x, double y, const std::string& text) {
        canvas.text(x, y, text, {.anchor = text_anchor::middle});
    };
    for (std::size_t i = 0; i < shown.size(); ++i) {
        std::vector<point> line;
        for (std::size_t k = 0; k < space.size(); ++k)
            line.push_back(place(k, space[k].share_of(shown[i]->settings[space[k].name])));
        line.push_back(place(space.size(), high > low ? (shown[i]->score - low) / (high - low) : 0.5));
        const double rank = static_cast<double>(i + 1) / static_cast<double>(shown.size());
        const bool is_best = i + 1 == shown.size();
        canvas.line(line, is_best ? colours::red : mixed(colours::pale, colours::blue, rank),
                    is_best ? 3 : 2);
    }
    for (std::size_t k = 0; k <= space.size(); ++k) {
        const double x = std::round(place(k, 0).x);
        canvas.rectangle(x, top, 2, bottom - top, colours::ink);
        const bool score = k == space.size();
        words(x, 28, score ? "score" : space[k].name);
        words(x, top - 12, short_text(score ? high : space[k].high, 3));
        words(x, bottom + 26, short_text(score ? low : space[k].low, 3));
    }
    return rendered(canvas);
}

/// The scores of all trials against a parameter, or its power of ten where it is logarithmic; a colour for
/// each budget.
[[nodiscard]] inline picture score_against(const parameter_search& search, const std::string& name,
                                           plot_options options = {}) {
    const auto& space = search.space();
    const auto range =
        std::find_if(space.begin(), space.end(), [&](const auto& r) { return r.name == name; });
    if (range == space.end()) throw_error({.problem = "the search has no such parameter", .name = name});
    const bool powers = range->scale == range_scale::logarithmic;
    std::vector<double> budgets;
    for (const search_trial& t : search.trials()) budgets.push_back(t.budget);
    std::sort(budgets.begin(), budgets.end());
    budgets.erase(std::unique(budgets.begin(), budgets.end()), budgets.end());
    std::vector<curve> dots;
    for (const double budget : budgets) {
        curve c{budgets.size() > 1 ? "budget " + short_text(budget, 3) : "", {}, {}, {}, false};
        for (const search_trial& t : search.trials()) {
            if (t.budget != budget) continue;
            c.x.push_back(powers ? std::log10(t.settings[name]) : t.settings[name]);
            c.y.push_back(t.score);
        }
        dots.push_back(std::move(c));
    }
    return plot("score against " + name, powers ? "log10 of " + name : name, "score", dots, options);
}

}  // namespace strata::inline STRATA_TARGET
