// SPDX-License-Identifier: MIT
#include <strata/optimizers/rmsprop.hpp>

#include "steps.hpp"

using namespace strata;
using namespace strata::test;

static_assert(UpdateRule<rmsprop>);

TEST_CASE("RMSProp steps as PyTorch's") { check_rule_like_pytorch(rmsprop{.rate = 0.01}, pytorch::rmsprop); }

TEST_CASE("RMSProp with momentum steps as PyTorch's") {
    check_rule_like_pytorch(
        rmsprop{.rate = 0.01, .keep = 0.9, .epsilon = 1e-3, .mu = 0.8, .weight_decay = 0.05},
        pytorch::rmsprop_momentum);
}

TEST_CASE("RMSProp takes the rate of the step and gives the same bits for two threads") {
    check_rate_of_step_counts(rmsprop{});
    check_rule_over_threads(rmsprop{.weight_decay = 0.05});
}

TEST_CASE("RMSProp moves each segment by its factors") { check_rule_over_segments(rmsprop{}); }

TEST_CASE("RMSProp says its numbers, and refuses what they cannot be") {
    check_rule_says_its_numbers(rmsprop{.rate = 0.25});
    check_rule_refused(rmsprop{.keep = 1},
                       "rmsprop, keep: an update rule cannot have this number, expected 0 or more, and less "
                       "than 1, found 1");
    check_rule_refused(
        rmsprop{.epsilon = -1},
        "rmsprop, epsilon: an update rule cannot have this number, expected more than 0, found -1");
    check_rule_refused(rmsprop{.mu = 1.5},
                       "rmsprop, mu: an update rule cannot have this number, expected 0 or more, and less "
                       "than 1, found 1.5");
    check_rule_refused(
        rmsprop{.weight_decay = -1},
        "rmsprop, weight_decay: an update rule cannot have this number, expected 0 or more, found -1");
}
