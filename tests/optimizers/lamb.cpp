// SPDX-License-Identifier: MIT
#include <strata/optimizers/lamb.hpp>

#include <cmath>

#include "steps.hpp"

using namespace strata;
using namespace strata::test;

static_assert(UpdateRule<lamb>);

namespace lamb_test {

constexpr int64 n = 2 * pointwise_block + 96;

/// A small one, a large one, one that starts at zero, one that is frozen, and one with factors.
std::vector<segment> parts() {
    std::vector<segment> all(5);
    const int64 begins[]{0, 16, n - 64, n - 48, n - 32};
    for (std::size_t s = 0; s < all.size(); ++s) all[s].offset = begins[s];
    all[3].frozen = true;
    all[4].rate = 0.5, all[4].decay = 0;
    return all;
}
std::vector<double> start() {
    std::vector<double> w;
    for (int64 i = 0; i < n; ++i)
        w.push_back(i < n - 64 || i >= n - 48 ? static_cast<double>(i * 29 % 53) / 26 - 1 : 0);
    return w;
}
std::vector<double> gradient(int step) {
    std::vector<double> g;
    for (int64 i = 0; i < n; ++i) g.push_back(static_cast<double>((i * 37 + step * 11) % 101) / 50 - 1);
    return g;
}

/// Algorithm 2 of the paper, with a ratio of 1 where a norm is 0.
std::vector<double> by_the_paper(const lamb& rule, int steps) {
    std::vector<double> w = start(), m(w.size()), v(w.size()), r(w.size());
    const auto all = parts();
    for (int t = 1; t <= steps; ++t) {
        const auto g = gradient(t);
        for (std::size_t s = 0; s < all.size(); ++s) {
            if (all[s].frozen) continue;
            const auto begin = static_cast<std::size_t>(all[s].offset),
                       end = static_cast<std::size_t>(s + 1 < all.size() ? all[s + 1].offset : n);
            double ww = 0, rr = 0;
            for (std::size_t i = begin; i < end; ++i) {
                m[i] = rule.beta1 * m[i] + (1 - rule.beta1) * g[i];
                v[i] = rule.beta2 * v[i] + (1 - rule.beta2) * g[i] * g[i];
                r[i] = m[i] / (1 - std::pow(rule.beta1, t)) /
                           (std::sqrt(v[i] / (1 - std::pow(rule.beta2, t))) + rule.epsilon) +
                       rule.weight_decay * all[s].decay * w[i];
                ww += w[i] * w[i], rr += r[i] * r[i];
            }
            const double ratio = ww > 0 && rr > 0 ? std::sqrt(ww / rr) : 1;
            for (std::size_t i = begin; i < end; ++i) w[i] -= rule.rate * all[s].rate * ratio * r[i];
        }
    }
    return w;
}
template <class T>
std::vector<T> by_strata(const lamb& rule, int count, int threads) {
    const auto all = parts();
    const auto w = start();
    steps<T, lamb> run(rule, {w.begin(), w.end()});
    run.segments = all;
    for (int t = 1; t <= count; ++t) {
        const auto g = gradient(t);
        run.step({g.begin(), g.end()}, rule.rate, threads);
    }
    return run.parameters();
}

}  // namespace lamb_test

TEST_CASE("LAMB moves each parameter by the ratio of its norms, as the paper's algorithm does") {
    const lamb rule{.rate = 0.05, .beta1 = 0.8, .beta2 = 0.95, .epsilon = 1e-3, .weight_decay = 0.1};
    const auto expected = lamb_test::by_the_paper(rule, 100);
    CHECK(difference(lamb_test::by_strata<double>(rule, 100, 1), expected) < 1e-11);
    CHECK(difference(lamb_test::by_strata<float>(rule, 100, 1), expected) < 1e-4);
    CHECK(expected[static_cast<std::size_t>(lamb_test::n - 64)] != 0);
}

TEST_CASE("LAMB gives the same bits for any number of threads, and leaves what is frozen") {
    const auto one = lamb_test::by_strata<float>(lamb{.rate = 0.1}, 3, 1);
    CHECK(lamb_test::by_strata<float>(lamb{.rate = 0.1}, 3, 2) == one);
    CHECK(lamb_test::by_strata<float>(lamb{.rate = 0.1}, 3, 3) == one);
    const auto first = lamb_test::start();
    for (auto i = static_cast<std::size_t>(lamb_test::n - 48);
         i < static_cast<std::size_t>(lamb_test::n - 32); ++i)
        CHECK(one[i] == static_cast<float>(first[i]));
}

TEST_CASE("LAMB says its numbers, and refuses what they cannot be") {
    check_rate_of_step_counts(lamb{.weight_decay = 0});
    check_rule_says_its_numbers(lamb{.rate = 0.25});
    check_moments_refused<lamb>("lamb");
}
