// SPDX-License-Identifier: MIT
#include <strata/optimizers/lars.hpp>

#include <cmath>

#include "steps.hpp"

using namespace strata;
using namespace strata::test;

static_assert(UpdateRule<lars>);

namespace lars_test {

constexpr int64 n = 3 * pointwise_block + 48;

/// A small one, a large one, one that starts at zero, one that is frozen, and one with factors.
std::vector<segment> parts() {
    std::vector<segment> all(5);
    const int64 begins[]{0, 16, 2 * pointwise_block + 80, 2 * pointwise_block + 96,
                         2 * pointwise_block + 128};
    for (std::size_t s = 0; s < all.size(); ++s) all[s].offset = begins[s];
    all[3].frozen = true;
    all[4].rate = 0.5, all[4].decay = 0;
    return all;
}
int64 end_of(const std::vector<segment>& all, std::size_t s) {
    return s + 1 < all.size() ? all[s + 1].offset : n;
}

std::vector<double> start() {
    std::vector<double> w;
    for (int64 i = 0; i < n; ++i) w.push_back(static_cast<double>(i * 29 % 53) / 26 - 1);
    const auto all = parts();
    for (int64 i = all[2].offset; i < all[3].offset; ++i) w[static_cast<std::size_t>(i)] = 0;
    return w;
}
std::vector<double> gradient(int step) {
    std::vector<double> g;
    for (int64 i = 0; i < n; ++i) g.push_back(static_cast<double>((i * 37 + step * 11) % 101) / 50 - 1);
    return g;
}

/// Algorithm 1 of the paper, with a local rate of 1 where a norm is 0.
std::vector<double> by_the_paper(const lars& rule, double rate, int steps) {
    std::vector<double> w = start(), v(w.size());
    const auto all = parts();
    for (int step = 1; step <= steps; ++step) {
        const auto g = gradient(step);
        for (std::size_t s = 0; s < all.size(); ++s) {
            if (all[s].frozen) continue;
            const double beta = rule.weight_decay * all[s].decay;
            double ww = 0, gg = 0;
            const auto begin = static_cast<std::size_t>(all[s].offset),
                       end = static_cast<std::size_t>(end_of(all, s));
            for (std::size_t i = begin; i < end; ++i) ww += w[i] * w[i], gg += g[i] * g[i];
            const double norm_w = std::sqrt(ww), norm_g = std::sqrt(gg);
            const double local = ww > 0 && gg > 0 ? rule.trust * norm_w / (norm_g + beta * norm_w) : 1;
            for (std::size_t i = begin; i < end; ++i) {
                v[i] = rule.mu * v[i] + rate * all[s].rate * local * (g[i] + beta * w[i]);
                w[i] -= v[i];
            }
        }
    }
    return w;
}

template <class T>
std::vector<T> in(const std::vector<double>& x) {
    return {x.begin(), x.end()};
}
template <class T>
std::vector<T> by_strata(const lars& rule, double rate, int count, int threads) {
    const auto all = parts();
    steps<T, lars> run(rule, in<T>(start()));
    run.segments = all;
    for (int step = 1; step <= count; ++step) run.step(in<T>(gradient(step)), rate, threads);
    return run.parameters();
}

}  // namespace lars_test

TEST_CASE("LARS moves each parameter by the ratio of its norms, as the paper's algorithm does") {
    const lars rule{.trust = 0.02, .mu = 0.8, .weight_decay = 0.1};
    const auto expected = lars_test::by_the_paper(rule, 0.7, 4);
    CHECK(difference(lars_test::by_strata<double>(rule, 0.7, 4, 1), expected) < 1e-12);
    CHECK(difference(lars_test::by_strata<float>(rule, 0.7, 4, 1), expected) < 1e-5);
    CHECK(expected[2 * pointwise_block + 80] != 0);
}

TEST_CASE("LARS gives the same bits for any number of threads, and leaves what is frozen") {
    const lars rule{.trust = 0.02, .weight_decay = 0.1};
    const auto one = lars_test::by_strata<float>(rule, 0.7, 3, 1);
    CHECK(lars_test::by_strata<float>(rule, 0.7, 3, 2) == one);
    CHECK(lars_test::by_strata<float>(rule, 0.7, 3, 3) == one);
    const auto all = lars_test::parts();
    const auto first = lars_test::in<float>(lars_test::start());
    CHECK(
        std::equal(one.begin() + all[3].offset, one.begin() + all[4].offset, first.begin() + all[3].offset));
}

TEST_CASE("LARS without segments takes all parameters for one") {
    steps<double, lars> run(lars{.trust = 0.5, .mu = 0}, {3, 4});
    run.step({0, 10}, 2);
    CHECK(difference(run.parameters(), std::vector<double>{3, 4 - 2 * 0.5 * 5 / 10 * 10}) < 1e-15);
}

TEST_CASE("LARS says its numbers, and refuses what they cannot be") {
    check_rule_says_its_numbers(lars{.rate = 0.25});
    check_rule_refused(lars{.trust = 0},
                       "lars, trust: an update rule cannot have this number, expected more than 0, found 0");
    check_rule_refused(
        lars{.mu = -0.5},
        "lars, mu: an update rule cannot have this number, expected 0 or more, and less than 1, found -0.5");
    check_rule_refused(
        lars{.weight_decay = -1},
        "lars, weight_decay: an update rule cannot have this number, expected 0 or more, found -1");
}
