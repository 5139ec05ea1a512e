// SPDX-License-Identifier: MIT
#include <strata/optimizers/sgd.hpp>

#include "steps.hpp"

using namespace strata;
using namespace strata::test;

static_assert(sgd::slot_names.empty());

TEST_CASE("gradient descent steps as PyTorch's") { check_rule_like_pytorch(sgd{.rate = 0.1}, pytorch::sgd); }

TEST_CASE("gradient descent with weight decay steps as PyTorch's") {
    check_rule_like_pytorch(sgd{.rate = 0.1, .weight_decay = 0.05}, pytorch::sgd_weight_decay);
}

TEST_CASE("gradient descent takes the rate of the step and gives the same bits for two threads") {
    check_rate_of_step_counts(sgd{});
    check_rule_over_threads(sgd{.weight_decay = 0.05});
}

TEST_CASE("gradient descent moves each segment by its factors") { check_rule_over_segments(sgd{}); }

TEST_CASE("gradient descent says its numbers, and refuses what they cannot be") {
    check_rule_says_its_numbers(sgd{.rate = 0.25});
    check_rule_refused(
        sgd{.weight_decay = -1},
        "sgd, weight_decay: an update rule cannot have this number, expected 0 or more, found -1");
}
