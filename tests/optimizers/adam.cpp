// SPDX-License-Identifier: MIT
#include <strata/optimizers/adam.hpp>

#include "steps.hpp"

using namespace strata;
using namespace strata::test;

static_assert(adam::slot_names.size() == 2);

TEST_CASE("Adam steps as PyTorch's") { check_rule_like_pytorch(adam{.rate = 0.1}, pytorch::adam); }

TEST_CASE("Adam with other betas and epsilon steps as PyTorch's") {
    check_rule_like_pytorch(adam{.rate = 0.1, .beta1 = 0.8, .beta2 = 0.95, .epsilon = 1e-3},
                            pytorch::adam_other_betas);
}

TEST_CASE("Adam with weight decay steps as PyTorch's") {
    check_rule_like_pytorch(adam{.rate = 0.1, .weight_decay = 0.05}, pytorch::adam_weight_decay);
}

TEST_CASE("a gradient of zero moves nothing, not to a number that is none either") {
    steps<float, adam> run(adam{}, {1, -2, 3});
    run.step({0, 0, 0});
    CHECK(run.parameters() == std::vector<float>{1, -2, 3});
}

TEST_CASE("Adam takes the rate of the step and gives the same bits for two threads") {
    check_rate_of_step_counts(adam{});
    check_rule_over_threads(adam{.weight_decay = 0.05});
}

TEST_CASE("Adam moves each segment by its factors") { check_rule_over_segments(adam{}); }

TEST_CASE("Adam says its numbers, and refuses what they cannot be") {
    check_rule_says_its_numbers(adam{.rate = 0.25});
    check_moments_refused<adam>("adam");
}
