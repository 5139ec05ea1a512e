// SPDX-License-Identifier: MIT
#include <strata/optimizers/radam.hpp>

#include "steps.hpp"

using namespace strata;
using namespace strata::test;

static_assert(UpdateRule<radam>);

TEST_CASE("RAdam steps as PyTorch's") { check_rule_like_pytorch(radam{.rate = 0.1}, pytorch::radam); }

TEST_CASE("RAdam with other numbers steps as PyTorch's") {
    check_rule_like_pytorch(
        radam{.rate = 0.1, .beta1 = 0.8, .beta2 = 0.95, .epsilon = 1e-3, .weight_decay = 0.05},
        pytorch::radam_all);
}

TEST_CASE("RAdam takes the rate of the step and gives the same bits for two threads") {
    check_rate_of_step_counts(radam{});
    check_rule_over_threads(radam{.weight_decay = 0.05});
}

TEST_CASE("RAdam moves each segment by its factors") { check_rule_over_segments(radam{}); }

TEST_CASE("RAdam says its numbers, and refuses what they cannot be") {
    check_rule_says_its_numbers(radam{.rate = 0.25});
    check_moments_refused<radam>("radam");
}
