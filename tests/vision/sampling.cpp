// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cmath>
#include <set>
#include <strata/vision/sampling.hpp>

using namespace strata;

namespace sampling_test {

/// Every fifth candidate has a truth, every fifth is ignored.
std::vector<int> some_matches(int count) {
    std::vector<int> match;
    for (int c = 0; c < count; ++c) match.push_back(c % 5 == 0 ? c : c % 5 == 1 ? ignored_match : unmatched);
    return match;
}

TEST_CASE("a balanced sample has as many with a truth as it may, and the rest without") {
    const std::vector<int> match = some_matches(100);  // 20 with, 60 without
    const auto sizes = [&](int count, float share) {
        const candidate_sample s =
            balanced_sample(match, seed{1}, 0, {.count = count, .foreground_share = share});
        CHECK(std::set<int>(s.foreground.begin(), s.foreground.end()).size() == s.foreground.size());
        CHECK(std::set<int>(s.background.begin(), s.background.end()).size() == s.background.size());
        for (const int c : s.foreground) CHECK(c % 5 == 0);
        for (const int c : s.background) CHECK(c % 5 > 1);
        return std::pair(s.foreground.size(), s.background.size());
    };
    CHECK(sizes(32, 0.25F) == std::pair<std::size_t, std::size_t>(8, 24));
    CHECK(sizes(64, 0.5F) == std::pair<std::size_t, std::size_t>(20, 44));
    CHECK(sizes(256, 0.5F) == std::pair<std::size_t, std::size_t>(20, 60));
    CHECK(sizes(0, 0.5F) == std::pair<std::size_t, std::size_t>(0, 0));
    const candidate_sample none = balanced_sample({}, seed{1}, 0);
    CHECK((none.foreground.empty() && none.background.empty()));
}

TEST_CASE("a sample is the same by its seed and draw, and each candidate is as likely") {
    const std::vector<int> match = some_matches(100);
    const sampling_options few{.count = 10, .foreground_share = 0.5F};
    const auto drawn = [&](std::uint64_t s, std::uint64_t draw) {
        return balanced_sample(match, seed{s}, draw, few).background;
    };
    CHECK(drawn(1, 2) == drawn(1, 2));
    CHECK(drawn(1, 2) != drawn(1, 3));
    CHECK(drawn(1, 2) != drawn(2, 2));
    std::vector<int> times(100, 0);
    for (std::uint64_t draw = 0; draw < 1200; ++draw)
        for (const int c : drawn(7, draw)) ++times[static_cast<std::size_t>(c)];
    for (std::size_t c = 0; c < 100; ++c)  // 5 of 60, 1200 times: 100, with a deviation of 9.6
        CHECK((c % 5 > 1 ? std::abs(times[c] - 100) < 45 : times[c] == 0));
}

TEST_CASE("hard negatives are those of the largest loss, three for each positive, ties to the earlier") {
    const std::vector<int> match{unmatched, 0, unmatched, ignored_match, unmatched, unmatched, unmatched};
    const std::vector<float> losses{1, 9, 3, 9, 2, 2, 2};
    CHECK(hard_negatives(match, losses).foreground == std::vector<int>{1});
    CHECK(hard_negatives(match, losses).background == std::vector<int>{2, 4, 5});
    CHECK(hard_negatives(match, losses, 1).background == std::vector<int>{2});
    CHECK(hard_negatives(match, losses, 30).background.size() == 5);
    const std::vector<int> alone{unmatched, unmatched};
    CHECK(hard_negatives(alone, std::vector<float>{1, 2}).background.empty());
}

TEST_CASE("samples that cannot be drawn are refused") {
    const std::vector<int> match{unmatched};
    CHECK_THROWS_WITH_AS((void)balanced_sample(match, seed{1}, 0, {.count = -1}),
                         doctest::Contains("sampling_options"), error);
    CHECK_THROWS_WITH_AS((void)balanced_sample(match, seed{1}, 0, {.foreground_share = 2}),
                         doctest::Contains("foreground_share"), error);
    CHECK_THROWS_WITH_AS((void)hard_negatives(match, {}), doctest::Contains("the losses"), error);
    CHECK_THROWS_WITH_AS((void)hard_negatives(match, std::vector<float>{std::nanf("")}),
                         doctest::Contains("candidate 0: the loss is no number"), error);
}

}  // namespace sampling_test
