// SPDX-License-Identifier: MIT
#pragma once
#include <algorithm>
#include <cmath>
#include <strata/error.hpp>
#include <strata/kernels/floating_point.hpp>
#include <strata/kernels/sort_stably.hpp>
#include <strata/target.hpp>
#include <string>
#include <utility>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// A sequence that is being written.
struct written_sequence {
    std::vector<int> classes = {};  ///< without the one that ends it
    double log_probability = 0;     ///< of all of them, and of the end where it has ended
    bool ended = false;
    int parent = -1;  ///< which of the sequences of the step before it goes on, for steps that carry a state
};

/// What may be chosen about a search.
struct beam_options {
    int width = 4;   ///< sequences that are kept at each step; 1 takes the likeliest class each time
    int most = 100;  ///< classes of a sequence, the end not counted
    int end = -1;    ///< the class that ends a sequence; -1: none does
    /// An ended sequence is worth log p / length^length_power, the end counted: 0 compares probabilities,
    /// which favours short ones, 1 means a class (Wu and others, 2016, equation 14, in its simplest form).
    double length_power = 0;
};

/// Throws where the options cannot be.
inline void check_beam_options(const beam_options& o) {
    if (o.width < 1 || o.most < 1 || o.end < -1 || !is_finite(o.length_power) || o.length_power < 0)
        throw_error({.problem = "a beam search cannot be so",
                     .name = "beam_options",
                     .expected = "a width and a length of at least 1, an end that is a class or -1, a power "
                                 "of at least 0",
                     .found = "width " + std::to_string(o.width) + ", most " + std::to_string(o.most) +
                              ", end " + std::to_string(o.end) + ", length_power " +
                              std::to_string(o.length_power)});
}

/// Looks for the likeliest sequence of classes, of which a model says one after the other: at each step the
/// `width` likeliest beginnings go on with each class.
///
///     log p(y) = sum_t log p(y_t | y_1, ..., y_{t-1})
///
/// `step(beginnings)` gets the sequences that go on, none of them ended, and answers with log probabilities
/// of the next class, `[k][C]` of vectors: log_softmax of scores. A step that carries a state puts sample
/// `parent` of it where each beginning stands. A class of log probability minus infinity is not written.
///
/// The answer: at most `width` ended sequences, the best first, of equals the one that was found earlier;
/// where none has ended, those of `most` classes. The search stops where nothing that goes on can still be
/// better than the last of `width` ended ones, or at `most`. (Lowerre: "The Harpy speech recognition system",
/// 1976; Graves, 2012, for networks.) With a width of all sequences the answer is the likeliest of all.
/// Throws where the options cannot be, and where a step answers with other extents or with something that is
/// no log probability.
template <class Step>
[[nodiscard]] std::vector<written_sequence> beam_search(Step&& step, const beam_options& options = {}) {
    check_beam_options(options);
    const auto worth = [&](const written_sequence& s) {
        const auto length = static_cast<double>(s.classes.size() + s.ended);
        return s.log_probability / std::pow(std::max(length, 1.0), options.length_power);
    };
    const auto keep_best = [&](auto& all, auto&& value) {
        sort_stably(all, [&](const auto& a, const auto& b) { return value(a) > value(b); });
        if (all.size() > static_cast<std::size_t>(options.width))
            all.resize(static_cast<std::size_t>(options.width));
    };
    struct continuation {
        double log_probability;
        std::size_t from;
        int next;
    };

    std::vector<written_sequence> going_on(1), done;
    for (int t = 0; t <= options.most && !going_on.empty(); ++t) {
        const bool is_full = t == options.most;
        if (is_full && options.end < 0) break;
        const auto answer = step(std::as_const(going_on));
        if (answer.size() != going_on.size())
            throw_error({.problem = "a step of a beam search answers for each sequence that goes on",
                         .expected = std::to_string(going_on.size()) + " rows",
                         .found = std::to_string(answer.size())});
        std::vector<continuation> all;
        for (std::size_t k = 0; k < going_on.size(); ++k) {
            const std::string sequence = "sequence " + std::to_string(k);
            const std::size_t classes = answer[k].size();
            if (classes == 0 || classes != answer[0].size() || options.end >= static_cast<int>(classes))
                throw_error({.problem = "a step of a beam search answers for the same classes each time, of "
                                        "which the end is one",
                             .name = sequence,
                             .found = std::to_string(classes) + " classes"});
            for (std::size_t c = 0; c < classes; ++c) {
                const auto log_p = static_cast<double>(answer[k][c]);
                if (is_nan(log_p) || log_p > 1e-3)
                    throw_error({.problem = "a step of a beam search answers with log probabilities",
                                 .name = sequence + ", class " + std::to_string(c),
                                 .expected = "0 or less",
                                 .found = std::to_string(log_p)});
                const bool ends = static_cast<int>(c) == options.end;
                if (!is_finite(log_p) || (is_full && !ends)) continue;
                const double sum = going_on[k].log_probability + log_p;
                if (!ends) {
                    all.push_back({sum, k, static_cast<int>(c)});
                    continue;
                }
                done.push_back(going_on[k]);
                done.back().log_probability = sum;
                done.back().parent = static_cast<int>(k), done.back().ended = true;
            }
        }
        keep_best(done, worth);
        if (is_full) break;
        keep_best(all, [](const continuation& c) { return c.log_probability; });
        // the longest that a sequence can become is the least that its probability can be divided by
        const double longest = std::pow(options.most + 1.0, options.length_power);
        if (done.size() == static_cast<std::size_t>(options.width) && !all.empty() &&
            all.front().log_probability / longest <= worth(done.back()))
            return done;
        std::vector<written_sequence> longer;
        for (const continuation& c : all) {
            longer.push_back(going_on[c.from]);
            longer.back().classes.push_back(c.next);
            longer.back().log_probability = c.log_probability;
            longer.back().parent = static_cast<int>(c.from), longer.back().ended = false;
        }
        going_on = std::move(longer);
    }
    return done.empty() ? going_on : done;
}

}  // namespace strata::inline STRATA_TARGET
