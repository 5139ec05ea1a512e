// SPDX-License-Identifier: MIT
#include <strata/optimizers/centered_rmsprop.hpp>

#include "steps.hpp"

using namespace strata;
using namespace strata::test;

static_assert(UpdateRule<centered_rmsprop>);

TEST_CASE("centered RMSProp steps as PyTorch's") {
    check_rule_like_pytorch(centered_rmsprop{.rate = 0.01}, pytorch::centered_rmsprop);
}

TEST_CASE("centered RMSProp with momentum steps as PyTorch's") {
    check_rule_like_pytorch(
        centered_rmsprop{.rate = 0.01, .keep = 0.9, .epsilon = 1e-3, .mu = 0.8, .weight_decay = 0.05},
        pytorch::centered_rmsprop_momentum);
}

TEST_CASE("centered RMSProp takes the rate of the step and gives the same bits for two threads") {
    check_rate_of_step_counts(centered_rmsprop{});
    check_rule_over_threads(centered_rmsprop{.weight_decay = 0.05});
}

TEST_CASE("centered RMSProp moves each segment by its factors") {
    check_rule_over_segments(centered_rmsprop{});
}

TEST_CASE("centered RMSProp says its numbers, and refuses what they cannot be") {
    check_rule_says_its_numbers(centered_rmsprop{.rate = 0.25});
    check_rule_refused(centered_rmsprop{.keep = 1},
                       "centered_rmsprop, keep: an update rule cannot have this number, expected 0 or more, "
                       "and less than 1, found 1");
    check_rule_refused(
        centered_rmsprop{.epsilon = -1},
        "centered_rmsprop, epsilon: an update rule cannot have this number, expected more than 0, found -1");
    check_rule_refused(centered_rmsprop{.mu = 1.5},
                       "centered_rmsprop, mu: an update rule cannot have this number, expected 0 or more, "
                       "and less than 1, found 1.5");
    check_rule_refused(centered_rmsprop{.weight_decay = -1},
                       "centered_rmsprop, weight_decay: an update rule cannot have this number, expected 0 "
                       "or more, found -1");
}
