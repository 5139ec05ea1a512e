// SPDX-License-Identifier: MIT
#include <strata/optimizers/amsgrad.hpp>

#include "steps.hpp"

using namespace strata;
using namespace strata::test;

static_assert(UpdateRule<amsgrad>);

TEST_CASE("AMSGrad steps as PyTorch's Adam with amsgrad") {
    check_rule_like_pytorch(amsgrad{.rate = 0.1, .weight_decay = 0.05}, pytorch::amsgrad);
}

TEST_CASE("AMSGrad with decoupled decay steps as PyTorch's AdamW with amsgrad") {
    check_rule_like_pytorch(amsgrad{.rate = 0.1, .weight_decay = 0.5, .decoupled = true},
                            pytorch::amsgrad_decoupled);
}

TEST_CASE("AMSGrad takes the rate of the step and gives the same bits for two threads") {
    check_rate_of_step_counts(amsgrad{});
    check_rule_over_threads(amsgrad{.weight_decay = 0.05});
}

TEST_CASE("AMSGrad moves each segment by its factors") { check_rule_over_segments(amsgrad{}); }

TEST_CASE("AMSGrad says its numbers, and refuses what they cannot be") {
    check_rule_says_its_numbers(amsgrad{.rate = 0.25});
    check_moments_refused<amsgrad>("amsgrad");
}
