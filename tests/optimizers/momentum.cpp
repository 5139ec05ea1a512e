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

TEST_CASE("momentum takes the rate of the step and gives the same bits for two threads") {
    check_rate_of_step_counts(momentum{});
    check_rule_over_threads(momentum{.weight_decay = 0.05, .nesterov = true});
}
