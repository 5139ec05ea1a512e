// SPDX-License-Identifier: MIT
#include <strata/optimizers/momentum.hpp>

#include "steps.hpp"

using namespace strata;
using namespace strata::test;

static_assert(momentum::slot_names.size() == 1);

TEST_CASE("momentum steps as PyTorch's") {
    check_rule_like_pytorch(momentum{.rate = 0.1}, pytorch::momentum);
}

TEST_CASE("momentum with weight decay steps as PyTorch's") {
    check_rule_like_pytorch(momentum{.rate = 0.1, .weight_decay = 0.05}, pytorch::momentum_weight_decay);
}

TEST_CASE("Nesterov's momentum steps as PyTorch's") {
    check_rule_like_pytorch(momentum{.rate = 0.1, .nesterov = true}, pytorch::momentum_nesterov);
}

TEST_CASE("Nesterov's momentum is the lecture's, whose velocity has the rate in it") {
    const momentum rule{.rate = 0.1, .mu = 0.8, .nesterov = true};
    std::vector<double> w = pytorch::first_parameters, v(w.size());
    steps<double, momentum> run(rule, w);
    for (int step = 1; step <= 100; ++step) {
        const auto dx = literal_gradient<double>(step);
        for (std::size_t i = 0; i < w.size(); ++i) {
            const double v_prev = v[i];
            v[i] = rule.mu * v[i] - rule.rate * dx[i];
            w[i] += -rule.mu * v_prev + (1 + rule.mu) * v[i];
        }
        run.step(dx);
    }
    CHECK(difference(run.parameters(), w) < 1e-12);
}

TEST_CASE("momentum takes the rate of the step and gives the same bits for two threads") {
    check_rate_of_step_counts(momentum{});
    check_rule_over_threads(momentum{.weight_decay = 0.05, .nesterov = true});
}

TEST_CASE("momentum moves each segment by its factors") {
    check_rule_over_segments(momentum{.nesterov = true});
}

TEST_CASE("momentum says its numbers, and refuses what they cannot be") {
    check_rule_says_its_numbers(momentum{.rate = 0.25});
    check_rule_refused(
        momentum{.mu = 1},
        "momentum, mu: an update rule cannot have this number, expected 0 or more, and less than 1, found 1");
    check_rule_refused(
        momentum{.weight_decay = -1},
        "momentum, weight_decay: an update rule cannot have this number, expected 0 or more, found -1");
}
