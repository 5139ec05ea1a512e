// SPDX-License-Identifier: MIT
#pragma once
/// Looks for good settings by trying some: on a grid, at random, coarse to fine, and by giving more to those
/// that do well.
///
///     parameter_search s({{"rate", 1e-4, 1, range_scale::logarithmic}}, trial, {.file = "search.jsonl"});
///     s.random(20, 5);                        // 20 settings, each with a budget of 5
///     std::cout << trial_table(s);            // search_report.hpp
///
/// `trial(settings, budget, seed)` is the user's: it trains as long as the budget says, epochs say, and
/// returns a score, an accuracy say. Settings and seeds of trials follow from the seed of the search and the
/// order of its calls, so that a search that runs again with its file finds the scores of trials that it has
/// and goes on with those that it lacks.
///
/// (Bergstra and Bengio: "Random search for hyper-parameter optimization", 2012. Jamieson and Talwalkar:
/// "Non-stochastic best arm identification and hyperparameter optimization", 2016. Li, Jamieson, DeSalvo,
/// Rostamizadeh, Talwalkar: "Hyperband", 2018, algorithm 1. CS231n, "Hyperparameter optimization".)
#include <strata/kernels/random_streams.hpp>
#include <strata/kernels/sort_stably.hpp>
#include <strata/search/halving.hpp>
#include <strata/search/trial_file.hpp>
#include <strata/target.hpp>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <fstream>
#include <functional>
#include <mutex>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace strata::inline STRATA_TARGET {

struct search_options {
    seed random = {};
    int threads = 1;        ///< trials at a time; each calls the user's function on a thread of its own
    std::string file = {};  ///< where trials are kept, or none
    bool larger_is_better = true;  ///< of scores
};

/// Errors: a space that is none; trials, points, threads or budgets below 1, an eta below 2; a file that is
/// none of this search's, or cannot be written; what a trial throws, the first in their order, after those
/// that ran beside it have ended and are in the file.
class parameter_search {
public:
    using trial_function = std::function<double(const trial_settings&, double, seed)>;

    parameter_search(std::vector<search_range> space, trial_function trial, search_options options = {})
        : space_(std::move(space)), trial_(std::move(trial)), options_(std::move(options)) {
        check_search_space(space_);
        check_count("threads", options_.threads, 1);
        if (options_.file.empty()) return;
        std::size_t end = 0;
        known_ = read_trials(options_.file, space_, end);
        std::error_code none;
        if (std::filesystem::exists(options_.file, none) &&
            std::filesystem::file_size(options_.file, none) > end)
            std::filesystem::resize_file(options_.file, end, none);  // without a line that was cut off
    }

    /// All settings of a grid: so many points of each range, its ends among them.
    void grid(int points, double budget) {
        check_count("points", points, 1);
        std::vector<contestant> all;
        std::vector<int> at(space_.size(), 0);
        for (bool more = true; more;) {
            std::vector<double> shares;
            for (const int i : at) shares.push_back(points == 1 ? 0.5 : double(i) / (points - 1));
            contestant c = settings_at(space_, shares);
            const auto same = [&](const contestant& other) { return other.settings == c.settings; };
            if (std::none_of(all.begin(), all.end(), same)) all.push_back(std::move(c));
            more = false;
            for (std::size_t k = 0; k < at.size() && !more; ++k)
                if (++at[k] < points)
                    more = true;
                else
                    at[k] = 0;
        }
        run(all, budget);
    }

    /// So many settings drawn from the ranges.
    void random(int trials, double budget) {
        check_count("trials", trials, 1);
        std::vector<contestant> all = drawn(space_, trials);
        run(all, budget);
    }

    /// Random searches one after the other, each in ranges around the best so far that are so many times
    /// narrower than those before.
    void coarse_to_fine(int rounds, int trials, double budget, double narrower = 3) {
        check_count("rounds", rounds, 1), check_count("trials", trials, 1);
        if (!is_finite(narrower) || narrower < 1) refuse("narrower", "1 or more", narrower);
        std::vector<search_range> ranges = space_;
        for (int i = 0; i < rounds; ++i) {
            std::vector<contestant> all = drawn(ranges, trials);
            run(all, budget);
            if (const search_trial* const best_one = best())
                for (std::size_t k = 0; k < space_.size(); ++k)
                    ranges[k] = around(space_[k], ranges[k], best_one->settings[space_[k].name], narrower);
        }
    }

    /// So many settings drawn with the budget `least`; one in `eta` goes on with eta times as much, until it
    /// would be more than `most` or one is left.
    void successive_halving(int trials, double least, double most, int eta = 3) {
        check_count("trials", trials, 1), check_count("eta", eta, 2);
        if (!is_finite(least) || !(least > 0) || !(most >= least))
            refuse("least", "above 0, at most `most`", least);
        int rounds = 1;
        for (double budget = least * eta; budget <= most * (1 + 1e-9); budget *= eta) ++rounds;
        halve(halving_rounds(trials, least, eta, rounds));
    }
    /// Several successive halvings, since nobody knows how much a trial needs before it shows what it is good
    /// for. `most` is the budget of the trials that get all of it, and the least one is 1 or a little more.
    void hyperband(double most, int eta = 3) {
        check_count("eta", eta, 2);
        if (!is_finite(most) || most < 1) refuse("most", "1 or more", most);
        for (const auto& bracket : hyperband_brackets(most, eta)) halve(bracket);
    }

    [[nodiscard]] const std::vector<search_range>& space() const { return space_; }
    /// All trials of this run, in the order in which they were asked for.
    [[nodiscard]] const std::vector<search_trial>& trials() const { return trials_; }
    /// How many of them were run, and not found in the file.
    [[nodiscard]] int run_now() const { return run_now_; }
    [[nodiscard]] bool better(double a, double b) const {
        if (is_nan(a) || is_nan(b)) return !is_nan(a);
        return options_.larger_is_better ? a > b : a < b;
    }
    /// The best of those with the largest budget, the first of equally good ones; null before any.
    [[nodiscard]] const search_trial* best() const {
        const search_trial* found = nullptr;
        for (const search_trial& t : trials_)
            if (!found || t.budget > found->budget ||
                (t.budget == found->budget && better(t.score, found->score)))
                found = &t;
        return found;
    }

private:
    struct contestant {
        trial_settings settings;
        std::uint64_t seed = 0;
        double score = 0;
    };

    [[noreturn, gnu::cold]] static void refuse(const char* name, const char* expected, double found) {
        throw_error({.problem = "a search cannot have this number",
                     .name = name,
                     .expected = expected,
                     .found = exact_text(found)});
    }
    static void check_count(const char* name, int count, int least) {
        if (count < least) refuse(name, least == 1 ? "1 or more" : "2 or more", count);
    }
    [[nodiscard]] contestant settings_at(const std::vector<search_range>& ranges,
                                         const std::vector<double>& shares) const {
        std::vector<std::pair<std::string, double>> values;
        for (std::size_t k = 0; k < ranges.size(); ++k) {
            const search_range& r = ranges[k];
            const bool ends = r.scale == range_scale::whole && shares[k] == 1;
            values.emplace_back(r.name, ends ? r.high : r.at(shares[k]));
        }
        return {trial_settings(std::move(values)), options_.random.value, 0};
    }
    /// Settings drawn from ranges, each with a stream of its own; the seed of a trial is drawn as well.
    [[nodiscard]] std::vector<contestant> drawn(const std::vector<search_range>& ranges, int count) {
        std::vector<contestant> all;
        for (int i = 0; i < count; ++i) {
            const random_stream random = random_for(drawn_for::settings, options_.random, drawn_++);
            std::vector<double> shares;
            for (std::size_t k = 0; k < ranges.size(); ++k) shares.push_back(random.uniform(k + 2));
            all.push_back(settings_at(ranges, shares));
            all.back().seed = random.bits(0) | std::uint64_t{random.bits(1) >> 1} << 32;
        }
        return all;
    }
    /// A part of `range`, so many times narrower than `before`, around a value; it stays inside of `whole`.
    [[nodiscard]] static search_range around(const search_range& whole, const search_range& before,
                                             double value, double narrower) {
        const auto place = [&](double v) { return whole.share_of(v); };
        const double width = (place(before.high) - place(before.low)) / narrower;
        search_range r = whole;
        if (whole.low == whole.high) return r;
        const auto value_at = [&](double share) {
            const double inside = std::clamp(share, 0.0, 1.0);
            return whole.scale == range_scale::whole
                       ? std::round(whole.low + inside * (whole.high - whole.low))
                       : whole.at(inside);
        };
        r.low = value_at(place(value) - width / 2), r.high = value_at(place(value) + width / 2);
        return r;
    }

    void halve(const std::vector<halving_round>& rounds) {
        if (rounds.empty()) return;
        std::vector<contestant> all = drawn(space_, rounds.front().trials);
        for (const halving_round& r : rounds) {
            sort_stably(all,
                        [&](const contestant& a, const contestant& b) { return better(a.score, b.score); });
            all.resize(static_cast<std::size_t>(r.trials));
            run(all, r.budget);
        }
    }

    /// Runs what is not known yet, so many at a time, and writes down each that ends.
    void run(std::vector<contestant>& all, double budget) {
        if (!is_finite(budget) || !(budget > 0)) refuse("budget", "above 0", budget);
        std::vector<std::size_t> open;
        for (std::size_t i = 0; i < all.size(); ++i) {
            const auto found = std::find_if(known_.begin(), known_.end(), [&](const search_trial& t) {
                return t.is_of(all[i].settings, budget, all[i].seed);
            });
            if (found != known_.end())
                all[i].score = found->score;
            else
                open.push_back(i);
        }
        std::atomic<std::size_t> next = 0;
        std::mutex writing;
        [[maybe_unused]] std::size_t thrown_by = open.size();
        std::exception_ptr thrown;
        const auto work = [&] {
            for (std::size_t at; (at = next++) < open.size();) {
                contestant& c = all[open[at]];
#ifdef __cpp_exceptions
                try {
#endif
                    c.score = trial_(c.settings, budget, seed{c.seed});
                    const std::lock_guard lock(writing);
                    keep({c.settings, budget, c.seed, c.score});
#ifdef __cpp_exceptions
                } catch (...) {
                    const std::lock_guard lock(writing);
                    if (at < thrown_by) thrown_by = at, thrown = std::current_exception();
                    next = open.size();
                }
#endif
            }
        };
        std::vector<std::thread> others;
        const auto threads = std::min(static_cast<std::size_t>(options_.threads), open.size());
        for (std::size_t i = 1; i < threads; ++i) others.emplace_back(work);
        work();
        for (std::thread& t : others) t.join();
        if (thrown) std::rethrow_exception(thrown);
        for (const contestant& c : all) trials_.push_back({c.settings, budget, c.seed, c.score});
    }
    void keep(search_trial t) {
        if (!options_.file.empty()) {
            std::ofstream file(options_.file, std::ios::binary | std::ios::app);
            file << line_of_trial(t);
            file.close();
            if (!file) throw_error({.problem = "the trials cannot be written", .file = options_.file});
        }
        known_.push_back(std::move(t));
        ++run_now_;
    }

    std::vector<search_range> space_;
    trial_function trial_;
    search_options options_;
    std::vector<search_trial> known_, trials_;
    std::uint64_t drawn_ = 0;
    int run_now_ = 0;
};

}  // namespace strata::inline STRATA_TARGET
