// SPDX-License-Identifier: MIT
#include <strata/optimizers/lion.hpp>

#include "steps.hpp"

using namespace strata;
using namespace strata::test;

static_assert(UpdateRule<lion>);

namespace lion_test {

/// Program 1 of the paper.
std::vector<double> by_the_paper(const lion& rule) {
    std::vector<double> w = pytorch::first_parameters, m(w.size());
    for (int step = 1; step <= 100; ++step) {
        const auto g = literal_gradient<double>(step);
        for (std::size_t i = 0; i < w.size(); ++i) {
            const double c = rule.beta1 * m[i] + (1 - rule.beta1) * g[i];
            w[i] -= rule.rate * ((c > 0) - (c < 0) + rule.weight_decay * w[i]);
            m[i] = rule.beta2 * m[i] + (1 - rule.beta2) * g[i];
        }
    }
    return w;
}
template <class T>
std::vector<T> by_strata(const lion& rule) {
    steps<T, lion> run(rule, {pytorch::first_parameters.begin(), pytorch::first_parameters.end()});
    for (int step = 1; step <= 100; ++step) run.step(literal_gradient<T>(step));
    return run.parameters();
}

}  // namespace lion_test

TEST_CASE("Lion steps as the paper's program does") {
    for (const lion& rule :
         {lion{.rate = 0.05}, lion{.rate = 0.02, .beta1 = 0.8, .beta2 = 0.95, .weight_decay = 0.5}}) {
        const auto expected = lion_test::by_the_paper(rule);
        CHECK(difference(lion_test::by_strata<double>(rule), expected) < 1e-12);
        CHECK(difference(lion_test::by_strata<float>(rule), expected) < 1e-5);
    }
}

TEST_CASE("Lion leaves what has no gradient") {
    steps<float, lion> run(lion{}, {1, -2, 3});
    run.step({0, 0, 0});
    CHECK(run.parameters() == std::vector<float>{1, -2, 3});
}

TEST_CASE("Lion takes the rate of the step and gives the same bits for two threads") {
    check_rate_of_step_counts(lion{});
    check_rule_over_threads(lion{.weight_decay = 0.05});
}

TEST_CASE("Lion moves each segment by its factors") { check_rule_over_segments(lion{}); }

TEST_CASE("Lion says its numbers, and refuses what they cannot be") {
    check_rule_says_its_numbers(lion{.rate = 0.25});
    check_moments_refused<lion>("lion");
}
