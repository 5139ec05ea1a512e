// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <atomic>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include <strata/search/parameter_search.hpp>

#include "../io/temporary_folder.hpp"

using namespace strata;
using strata::test::file_text;
using strata::test::put_file;
using strata::test::temporary_folder;
using strata::test::text_of;

namespace of_searches {

const std::vector<search_range> two{{"rate", 1e-4, 1, range_scale::logarithmic},
                                    {"width", 1, 5, range_scale::whole}};

/// Best at a rate of 0.01 and a width of 3.
double hill(const trial_settings& s, double, seed) {
    return -std::abs(std::log10(s["rate"]) + 2) - std::abs(s["width"] - 3);
}

}  // namespace of_searches
using namespace of_searches;

TEST_CASE("a grid has the ends of each range, and points of equal ratio on a logarithmic scale") {
    parameter_search s(two, hill);
    s.grid(5, 1);
    CHECK(s.trials().size() == 25);
    std::set<double> rates, widths;
    for (const auto& t : s.trials()) rates.insert(t.settings["rate"]), widths.insert(t.settings["width"]);
    CHECK(rates.size() == 5);
    CHECK(*rates.begin() == 1e-4);
    CHECK(*rates.rbegin() == 1);
    CHECK(*std::next(rates.begin(), 2) == doctest::Approx(1e-2));
    CHECK(widths == std::set<double>{1, 2, 3, 4, 5});
    CHECK(s.best()->settings["width"] == 3);
    CHECK(s.best()->settings["rate"] == doctest::Approx(0.01));
}

TEST_CASE("random settings are spread evenly over the powers of ten, and follow from the seed") {
    parameter_search s(two, hill), same(two, hill), other(two, hill, {.random = seed{1}});
    s.random(4000, 1), same.random(5, 1), other.random(5, 1);
    int small_ones = 0, widest = 0;
    for (const auto& t : s.trials()) {
        CHECK(t.settings["rate"] >= 1e-4);
        small_ones += t.settings["rate"] < 1e-2, widest += t.settings["width"] == 5;
    }
    CHECK(std::abs(small_ones - 2000) < 130);
    CHECK(std::abs(widest - 800) < 110);
    CHECK(same.trials()[3].settings == s.trials()[3].settings);
    CHECK(same.trials()[3].seed == s.trials()[3].seed);
    CHECK_FALSE(other.trials()[3].settings == s.trials()[3].settings);
}

TEST_CASE("coarse to fine ends nearer to the best than as many trials in the whole range") {
    const std::vector<search_range> space{{"rate", 1e-6, 10, range_scale::logarithmic}, {"share", 0, 1}};
    const auto peak = [](const trial_settings& s, double, seed) {
        return -std::abs(std::log10(s["rate"]) + 2.5) - std::abs(s["share"] - 0.3);
    };
    double sum_of_fine = 0, sum_of_coarse = 0;
    for (std::uint64_t i = 0; i < 30; ++i) {
        parameter_search fine(space, peak, {.random = seed{i}}), coarse(space, peak, {.random = seed{i}});
        fine.coarse_to_fine(3, 20, 1), coarse.random(60, 1);
        CHECK(fine.trials().size() == 60);
        sum_of_fine += fine.best()->score, sum_of_coarse += coarse.best()->score;
        for (const auto& t : fine.trials()) CHECK((t.settings["rate"] >= 1e-6 && t.settings["rate"] <= 10));
    }
    CHECK(sum_of_fine > 0.8 * sum_of_coarse);  // of 30 seeds together; both are below 0
}

TEST_CASE("Hyperband has the brackets of its paper's table for 81 and 3") {
    const auto brackets = hyperband_brackets(81, 3);
    const std::vector<std::vector<std::pair<int, double>>> expected{
        {{81, 1}, {27, 3}, {9, 9}, {3, 27}, {1, 81}},
        {{34, 3}, {11, 9}, {3, 27}, {1, 81}},
        {{15, 9}, {5, 27}, {1, 81}},
        {{8, 27}, {2, 81}},
        {{5, 81}}};
    REQUIRE(brackets.size() == expected.size());
    for (std::size_t b = 0; b < brackets.size(); ++b) {
        REQUIRE(brackets[b].size() == expected[b].size());
        for (std::size_t i = 0; i < brackets[b].size(); ++i) {
            CHECK(brackets[b][i].trials == expected[b][i].first);
            CHECK(brackets[b][i].budget == doctest::Approx(expected[b][i].second));
        }
    }
}

TEST_CASE("successive halving gives more to the best third, with the seeds that they had") {
    parameter_search s(two, hill);
    s.successive_halving(27, 1, 9, 3);
    REQUIRE(s.trials().size() == 27 + 9 + 3);
    double least_kept = 1e9, best_dropped = -1e9;
    for (std::size_t i = 0; i < 27; ++i) {
        const auto& t = s.trials()[i];
        bool kept = false;
        for (std::size_t k = 27; k < 36; ++k)
            kept = kept || (s.trials()[k].settings == t.settings && s.trials()[k].seed == t.seed);
        (kept ? least_kept : best_dropped) =
            kept ? std::min(least_kept, t.score) : std::max(best_dropped, t.score);
    }
    CHECK(least_kept >= best_dropped);
    CHECK(s.trials().back().budget == 9);
}

TEST_CASE("a search that is stopped goes on from its file, and one with other parameters does not") {
    const temporary_folder folder;
    const std::string file = (folder.path / "trials.jsonl").string();
    int calls = 0;
    const auto counted = [&](const trial_settings& s, double budget, seed random) {
        if (++calls == 8) throw std::runtime_error("stopped");
        return s["width"] == 2 ? std::numeric_limits<double>::quiet_NaN() : hill(s, budget, random);
    };
    {
        parameter_search s(two, counted, {.random = seed{3}, .file = file});
        CHECK_THROWS_WITH(s.hyperband(9), "stopped");
    }
    const std::string kept = file_text(file);
    put_file(file, kept + "{\"settings\":{\"ra");  // as a kill may leave it
    parameter_search again(two, counted, {.random = seed{3}, .file = file}),
        whole(two, counted, {.random = seed{3}});
    again.hyperband(9), whole.hyperband(9);
    CHECK(again.run_now() == whole.run_now() - 7);
    CHECK(file_text(file).starts_with(kept));
    REQUIRE(again.trials().size() == whole.trials().size());
    for (std::size_t i = 0; i < whole.trials().size(); ++i) {
        CHECK(again.trials()[i].settings == whole.trials()[i].settings);
        const double a = again.trials()[i].score, b = whole.trials()[i].score;
        CHECK((a == b || (std::isnan(a) && std::isnan(b))));
    }
    CHECK(
        text_of<error>([&] {
            parameter_search({{"rate", 1, 2}}, counted, {.file = file});
        })
            .find("line 1: the line is no trial of this search, expected a number for each parameter: rate, "
                  "found {\"settings\"") != std::string::npos);
}

TEST_CASE("a folder in place of the file of trials is refused before any trial") {
    const temporary_folder folder;
    int calls = 0;
    CHECK(text_of<error>([&] {
              parameter_search(two, [&](const trial_settings&, double, seed) { return double(++calls); },
                               {.file = folder.path.string()});
          }).find("the trials of a search cannot be read") != std::string::npos);
    CHECK(calls == 0);
}

TEST_CASE("the number of threads changes no trial, and the first that throws is told of") {
    parameter_search one(two, hill), three(two, hill, {.threads = 3});
    one.coarse_to_fine(2, 10, 1), three.coarse_to_fine(2, 10, 1);
    for (std::size_t i = 0; i < 20; ++i) {
        CHECK(one.trials()[i].settings == three.trials()[i].settings);
        CHECK(one.trials()[i].score == three.trials()[i].score);
    }
    std::atomic<int> running = 0, most = 0;
    parameter_search failing(two,
                             [&](const trial_settings& s, double, seed) -> double {
                                 const int now = ++running;
                                 for (int seen = most;
                                      seen < now && !most.compare_exchange_weak(seen, now);) {
                                 }
                                 --running;
                                 if (s["width"] > 3) throw std::runtime_error("too wide");
                                 return 0;
                             },
                             {.threads = 2});
    CHECK_THROWS_WITH(failing.grid(5, 1), "too wide");
    CHECK(most <= 2);
    CHECK(failing.trials().empty());
}

TEST_CASE("the best is the largest score, or the least") {
    parameter_search smaller({{"rate", 0, 1}},
                             [](const trial_settings& t, double, seed) { return t["rate"]; },
                             {.larger_is_better = false});
    CHECK(smaller.best() == nullptr);
    smaller.grid(3, 1);
    CHECK(smaller.best()->score == 0);
}

TEST_CASE("ranges and numbers that are none are refused") {
    const auto said = [](search_range r) { return text_of<error>([&] { parameter_search({r}, hill); }); };
    CHECK(said({"rate", 0, 1, range_scale::logarithmic}) ==
          "rate: a logarithmic range has no 0 in it, expected ends above 0, found 0 to 1");
    CHECK_FALSE(said({"rate", 2, 1}).empty());
    CHECK_FALSE(said({"rate", 0.5, 1, range_scale::whole}).empty());
    CHECK_FALSE(text_of<error>([] { parameter_search({}, hill); }).empty());
    CHECK_FALSE(text_of<error>([] { parameter_search({two[0], two[0]}, hill); }).empty());
    parameter_search s(two, hill);
    CHECK(text_of<error>([&] { s.random(0, 1); }) ==
          "trials: a search cannot have this number, expected 1 or more, found 0");
    CHECK_FALSE(text_of<error>([&] { s.random(1, 0); }).empty());
    CHECK_FALSE(text_of<error>([&] { s.hyperband(9, 1); }).empty());
    CHECK(text_of<error>([&] {
              (void)trial_settings({{"a", 1}})["b"];
          }) == "b: the search has no such parameter, expected a");
}
