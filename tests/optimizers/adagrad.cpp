// SPDX-License-Identifier: MIT
#include <strata/optimizers/adagrad.hpp>

#include "steps.hpp"

using namespace strata;
using namespace strata::test;

static_assert(UpdateRule<adagrad>);

TEST_CASE("AdaGrad steps as PyTorch's") { check_rule_like_pytorch(adagrad{.rate = 0.1}, pytorch::adagrad); }

TEST_CASE("AdaGrad with other numbers steps as PyTorch's") {
    check_rule_like_pytorch(
        adagrad{.rate = 0.1, .rate_decay = 0.02, .first = 0.3, .epsilon = 1e-3, .weight_decay = 0.05},
        pytorch::adagrad_all);
}

TEST_CASE("AdaGrad takes the rate of the step and gives the same bits for two threads") {
    check_rate_of_step_counts(adagrad{});
    check_rule_over_threads(adagrad{.weight_decay = 0.05});
}

TEST_CASE("AdaGrad moves each segment by its factors") { check_rule_over_segments(adagrad{}); }

TEST_CASE("AdaGrad says its numbers, and refuses what they cannot be") {
    check_rule_says_its_numbers(adagrad{.rate = 0.25});
    check_rule_refused(
        adagrad{.rate_decay = -1},
        "adagrad, rate_decay: an update rule cannot have this number, expected 0 or more, found -1");
    check_rule_refused(
        adagrad{.first = -2},
        "adagrad, first: an update rule cannot have this number, expected 0 or more, found -2");
    check_rule_refused(
        adagrad{.epsilon = 0},
        "adagrad, epsilon: an update rule cannot have this number, expected more than 0, found 0");
    check_rule_refused(
        adagrad{.weight_decay = -1},
        "adagrad, weight_decay: an update rule cannot have this number, expected 0 or more, found -1");
}
