// SPDX-License-Identifier: MIT
#include <strata/optimizers/nadam.hpp>

#include "steps.hpp"

using namespace strata;
using namespace strata::test;

static_assert(UpdateRule<nadam>);

TEST_CASE("NAdam steps as PyTorch's") { check_rule_like_pytorch(nadam{.rate = 0.1}, pytorch::nadam); }

TEST_CASE("NAdam with other numbers steps as PyTorch's") {
    check_rule_like_pytorch(nadam{.rate = 0.1,
                                  .beta1 = 0.8,
                                  .beta2 = 0.95,
                                  .epsilon = 1e-3,
                                  .weight_decay = 0.05,
                                  .momentum_decay = 0.05},
                            pytorch::nadam_all);
}

TEST_CASE("NAdam takes the rate of the step and gives the same bits for two threads") {
    check_rate_of_step_counts(nadam{});
    check_rule_over_threads(nadam{.weight_decay = 0.05});
}

TEST_CASE("NAdam moves each segment by its factors") { check_rule_over_segments(nadam{}); }

TEST_CASE("NAdam says its numbers, and refuses what they cannot be") {
    check_rule_says_its_numbers(nadam{.rate = 0.25});
    check_moments_refused<nadam>("nadam");
    check_rule_refused(
        nadam{.momentum_decay = -1},
        "nadam, momentum_decay: an update rule cannot have this number, expected 0 or more, found -1");
}
