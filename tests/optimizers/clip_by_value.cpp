// SPDX-License-Identifier: MIT
#include <strata/optimizers/stages/clip_by_value.hpp>

#include <cmath>
#include <limits>

#include "../literals/groups.hpp"
#include "stage_run.hpp"

using namespace strata;
using namespace strata::test;

TEST_CASE("numbers of a gradient are cut off as PyTorch cuts them off") {
    stage_run<double, clip_by_value> run(clip_by_value{.most = 0.3}, 41);
    CHECK(run.take(stage_gradient<double>(41)));
    CHECK(run.gradient() == pytorch::clipped_by_value);
    stage_run<float, clip_by_value> same(clip_by_value{.most = 0.3}, 41);
    CHECK(same.take(stage_gradient<float>(41)));
    CHECK(difference(same.gradient(), pytorch::clipped_by_value) < rounding<float>);
}

TEST_CASE("what is infinite is cut off, and a NaN stays one") {
    stage_run<float, clip_by_value> run(clip_by_value{.most = 2}, 3);
    constexpr float infinity = std::numeric_limits<float>::infinity();
    CHECK(run.take({-infinity, std::numeric_limits<float>::quiet_NaN(), infinity}));
    CHECK(run.gradient()[0] == -2);
    CHECK(std::isnan(run.gradient()[1]));
    CHECK(run.gradient()[2] == 2);
    CHECK_THROWS_WITH_AS(clip_by_value{.most = -1}.check_settings(),
                         "clip_by_value: the largest number of a gradient has to be above 0, found -1.000000",
                         error);
}
