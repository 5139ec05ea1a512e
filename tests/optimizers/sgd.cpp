// SPDX-License-Identifier: MIT
#include <strata/optimizers/sgd.hpp>

#include <string_view>

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

TEST_CASE("gradient descent says its numbers, to be read and to be set") {
    sgd changed{};
    changed.settings([](const char*, auto& number) { number = 0; });
    CHECK(changed.rate == 0);
    const sgd kept{.rate = 0.25};
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
