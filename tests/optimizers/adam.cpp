// SPDX-License-Identifier: MIT
#include <strata/optimizers/adam.hpp>

#include <string_view>

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

TEST_CASE("Adam says its numbers, to be read and to be set") {
    adam changed{};
    changed.settings([](const char*, auto& number) { number = 0; });
    CHECK(changed.rate == 0);
    const adam kept{.rate = 0.25};
    int by_value = 0, by_reference = 0;
    double rate = 0;
    kept.settings([&](const char* setting, auto number) {
        ++by_value;
        if (setting == std::string_view("rate")) rate = static_cast<double>(number);
    });
    kept.settings([&](const char*, const auto&) { ++by_reference; });
    CHECK(rate == 0.25);
    CHECK(by_value == by_reference);
}
