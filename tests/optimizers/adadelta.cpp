// SPDX-License-Identifier: MIT
#include <strata/optimizers/adadelta.hpp>

#include "steps.hpp"

using namespace strata;
using namespace strata::test;

static_assert(UpdateRule<adadelta>);

TEST_CASE("Adadelta steps as PyTorch's") { check_rule_like_pytorch(adadelta{}, pytorch::adadelta); }

TEST_CASE("Adadelta with other numbers steps as PyTorch's") {
    check_rule_like_pytorch(adadelta{.rate = 0.5, .rho = 0.8, .epsilon = 1e-3, .weight_decay = 0.05},
                            pytorch::adadelta_all);
}

TEST_CASE("Adadelta takes the rate of the step and gives the same bits for two threads") {
    check_rate_of_step_counts(adadelta{});
    check_rule_over_threads(adadelta{.weight_decay = 0.05});
}

TEST_CASE("Adadelta moves each segment by its factors") { check_rule_over_segments(adadelta{}); }

TEST_CASE("Adadelta says its numbers, and refuses what they cannot be") {
    check_rule_says_its_numbers(adadelta{.rate = 0.25});
    check_rule_refused(adadelta{.rho = 1},
                       "adadelta, rho: an update rule cannot have this number, expected 0 or more, and less "
                       "than 1, found 1");
    check_rule_refused(
        adadelta{.epsilon = 0},
        "adadelta, epsilon: an update rule cannot have this number, expected more than 0, found 0");
    check_rule_refused(
        adadelta{.weight_decay = -1},
        "adadelta, weight_decay: an update rule cannot have this number, expected 0 or more, found -1");
}
