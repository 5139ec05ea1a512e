// SPDX-License-Identifier: MIT
#include <strata/optimizers/momentum.hpp>

#include <string_view>

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

TEST_CASE("momentum moves each segment by its factors") {
    check_rule_over_segments(momentum{.nesterov = true});
}

TEST_CASE("momentum says its numbers, to be read and to be set") {
    momentum changed{};
    changed.settings([](const char*, auto& number) { number = 0; });
    CHECK(changed.rate == 0);
    const momentum kept{.rate = 0.25};
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
