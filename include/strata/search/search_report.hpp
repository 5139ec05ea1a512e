// SPDX-License-Identifier: MIT
#pragma once
/// What a search found, in words: a table of its trials, and a warning where the best is at the edge of what
/// was searched.
#include <strata/kernels/sort_stably.hpp>
#include <strata/search/parameter_search.hpp>
#include <strata/target.hpp>

#include <algorithm>
#include <cstddef>
#include <iomanip>
#include <sstream>
#include <string>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// A sentence for each parameter whose best value is at an edge of its range: what is better may lie beyond.
/// `edge`: a share of the range at each of its ends that is too close; of a whole range it is the end itself.
[[nodiscard]] inline std::vector<std::string> edge_warnings(const parameter_search& search,
                                                            double edge = 0.05) {
    std::vector<std::string> sentences;
    const search_trial* const found = search.best();
    if (!found) return sentences;
    for (const search_range& r : search.space()) {
        const double value = found->settings[r.name], share = r.share_of(value);
        const bool whole = r.scale == range_scale::whole;
        const bool low = whole ? value == r.low : share <= edge;
        const bool high = whole ? value == r.high : share >= 1 - edge;
        if (r.low == r.high || (!low && !high)) continue;
        sentences.push_back("the best " + r.name + ", " + short_text(value, 4) + ", is at the " +
                            (low ? "lower" : "upper") + " edge of its range, " + r.text() +
                            ": what is better may lie beyond; search there too");
    }
    return sentences;
}

/// The trials with a line each, those with the largest budget first and of them the best: parameters, budget,
/// score; at most so many.
[[nodiscard]] inline std::string trial_table(const parameter_search& search, std::size_t most = 20) {
    std::vector<const search_trial*> order;
    for (const search_trial& t : search.trials()) order.push_back(&t);
    sort_stably(order, [&](const auto* a, const auto* b) {
        return a->budget != b->budget ? a->budget > b->budget : search.better(a->score, b->score);
    });
    const auto width = [](const search_range& r) {
        return std::max(14, static_cast<int>(r.name.size()) + 2);
    };
    std::ostringstream out;
    for (const search_range& r : search.space()) out << std::setw(width(r)) << r.name;
    out << std::setw(10) << "budget" << std::setw(12) << "score" << '\n';
    for (std::size_t i = 0; i < std::min(most, order.size()); ++i) {
        for (const search_range& r : search.space())
            out << std::setw(width(r)) << short_text(order[i]->settings[r.name], 4);
        out << std::setw(10) << short_text(order[i]->budget, 4) << std::setw(12)
            << short_text(order[i]->score, 4) << '\n';
    }
    return out.str();
}

}  // namespace strata::inline STRATA_TARGET
