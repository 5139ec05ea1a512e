// SPDX-License-Identifier: MIT
#include <strata/optimizers/adamax.hpp>

#include "steps.hpp"

using namespace strata;
using namespace strata::test;

static_assert(UpdateRule<adamax>);

TEST_CASE("AdaMax steps as PyTorch's") { check_rule_like_pytorch(adamax{.rate = 0.1}, pytorch::adamax); }

TEST_CASE("AdaMax with other numbers steps as PyTorch's") {
    check_rule_like_pytorch(
        adamax{.rate = 0.1, .beta1 = 0.8, .beta2 = 0.95, .epsilon = 1e-3, .weight_decay = 0.05},
        pytorch::adamax_all);
}

TEST_CASE("AdaMax takes the rate of the step and gives the same bits for two threads") {
    check_rate_of_step_counts(adamax{});
    check_rule_over_threads(adamax{.weight_decay = 0.05});
}

TEST_CASE("AdaMax moves each segment by its factors") { check_rule_over_segments(adamax{}); }

TEST_CASE("AdaMax says its numbers, and refuses what they cannot be") {
    check_rule_says_its_numbers(adamax{.rate = 0.25});
    check_moments_refused<adamax>("adamax");
}
