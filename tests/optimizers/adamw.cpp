// SPDX-License-Identifier: MIT
#include <strata/optimizers/adamw.hpp>

#include "steps.hpp"

using namespace strata;
using namespace strata::test;

static_assert(UpdateRule<adamw>);

TEST_CASE("AdamW steps as PyTorch's") { check_rule_like_pytorch(adamw{.rate = 0.1}, pytorch::adamw); }

TEST_CASE("AdamW with other numbers steps as PyTorch's") {
    check_rule_like_pytorch(
        adamw{.rate = 0.1, .beta1 = 0.8, .beta2 = 0.95, .epsilon = 1e-3, .weight_decay = 0.5},
        pytorch::adamw_weight_decay);
}

TEST_CASE("AdamW takes the rate of the step and gives the same bits for two threads") {
    check_rate_of_step_counts(adamw{});
    check_rule_over_threads(adamw{.weight_decay = 0.05});
}

TEST_CASE("AdamW moves each segment by its factors") { check_rule_over_segments(adamw{}); }

TEST_CASE("AdamW says its numbers, and refuses what they cannot be") {
    check_rule_says_its_numbers(adamw{.rate = 0.25});
    check_moments_refused<adamw>("adamw");
}
