// SPDX-License-Identifier: MIT
#include <strata/optimizers/stage.hpp>

#include <array>

#include <strata/optimizers/stages/accumulate.hpp>
#include <strata/optimizers/stages/clip_by_norm.hpp>
#include <strata/optimizers/stages/clip_by_value.hpp>

#include "stage_run.hpp"

using namespace strata;
using namespace strata::test;

namespace stages_of_a_user {

/// Turns every gradient round.
struct ascend {
    static constexpr std::array<const char*, 0> slot_names{};
    template <class Visit>
    void settings(Visit&&) {}
    template <class T>
    bool apply(const stage_args<T>& a) {
        for (int64 i = 0; i < a.n; ++i) a.g[i] = -a.g[i];
        return true;
    }
};
struct without_names {};
struct without_settings {
    static constexpr std::array<const char*, 0> slot_names{};
};
struct without_answer : without_settings {
    template <class Visit>
    void settings(Visit&&) {}
    template <class T>
    void apply(const stage_args<T>&) {}
};

static_assert(Stage<ascend> && Stage<accumulate> && Stage<clip_by_norm> && Stage<clip_by_value>);
static_assert(missing_in_stage<without_names> == stage_part::slot_names &&
              missing_in_stage<int> == stage_part::slot_names);
static_assert(missing_in_stage<without_settings> == stage_part::settings);
static_assert(missing_in_stage<without_answer> == stage_part::apply && !Stage<without_answer>);

TEST_CASE("a stage of the user's own changes gradients") {
    stage_run<double, ascend> run(ascend{}, 3);
    CHECK(run.take({1, -2, 3}));
    CHECK(run.gradient() == std::vector<double>{-1, 2, -3});
}

TEST_CASE("stages say their numbers, const or not") {
    const accumulate kept{.batches = 3};
    int found = 0;
    kept.settings([&](const char*, auto number) { found = static_cast<int>(number); });
    CHECK(found == 3);
    clip_by_norm norm;
    norm.settings([](const char*, auto& number) { number = 5; });
    CHECK(norm.most == 5);
    double most = 0;
    static_cast<const clip_by_norm&>(norm).settings(
        [&](const char*, const double& number) { most = number; });
    CHECK(most == 5);
    clip_by_value value;
    value.settings([](const char*, auto& number) { number = 4; });
    static_cast<const clip_by_value&>(value).settings([&](const char*, auto number) { most = number; });
    CHECK(most == 4);
}

}  // namespace stages_of_a_user
