// SPDX-License-Identifier: MIT
#include <strata/optimizers/stages/weight_penalty.hpp>

#include <cmath>

#include "stage_run.hpp"

using namespace strata;
using namespace strata::test;

namespace weight_penalties {

/// 41 parameters from -1 to 1, one of them 0.
std::vector<double> parameters() {
    std::vector<double> w = stage_gradient<double>(41, 3);
    w[7] = 0;
    return w;
}

TEST_CASE("a price of large parameters adds its slope to the gradients") {
    const std::vector<double> w = parameters(), g = stage_gradient<double>(41);
    for (const weight_penalty p :
         {weight_penalty{.l2 = 0.3}, weight_penalty{.l1 = 0.2}, weight_penalty{.l2 = 0.1, .l1 = 0.5}}) {
        stage_run<double, weight_penalty> run(p, 41);
        CHECK(run.take(g, 2, w.data()));
        for (std::size_t i = 0; i < w.size(); ++i) {
            const double sign = w[i] > 0 ? 1 : w[i] < 0 ? -1 : 0;
            CHECK(run.gradient()[i] == doctest::Approx(g[i] + 2 * p.l2 * w[i] + p.l1 * sign).epsilon(1e-14));
        }
        // and that is the slope of the price
        auto above = w, below = w;
        above[3] += 1e-6, below[3] -= 1e-6;
        const double slope = (p.of(above.data(), 41) - p.of(below.data(), 41)) / 2e-6;
        CHECK(std::abs(run.gradient()[3] - g[3] - slope) < 1e-8);
    }
}

TEST_CASE("parts that do not decay, or do not move, pay nothing") {
    const std::vector<double> w = parameters(), g = stage_gradient<double>(41);
    std::vector<segment> segments(3);
    segments[0].size = 16;
    segments[1].offset = 16, segments[1].size = 16, segments[1].decay = 0;
    segments[2].offset = 32, segments[2].size = 9, segments[2].frozen = true;
    stage_run<double, weight_penalty> run(weight_penalty{.l2 = 0.5}, 41);
    run.segments = segments;
    CHECK(run.take(g, 1, w.data()));
    for (std::size_t i = 0; i < w.size(); ++i)
        CHECK(run.gradient()[i] == doctest::Approx(g[i] + (i < 16 ? w[i] : 0)).epsilon(1e-14));
}

TEST_CASE("of ones and of quarters each price prefers another") {
    // CS231n, "Linear classification": both give the same score of (1, 1, 1, 1)
    const double one[] = {1, 0, 0, 0}, spread[] = {0.25, 0.25, 0.25, 0.25};
    CHECK(weight_penalty{.l2 = 1}.of(one, 4) == 1);
    CHECK(weight_penalty{.l2 = 1}.of(spread, 4) == 0.25);
    CHECK(weight_penalty{.l1 = 1}.of(one, 4) == weight_penalty{.l1 = 1}.of(spread, 4));
}

TEST_CASE("a price that cannot be is an error") {
    CHECK_THROWS_WITH_AS((weight_penalty{.l2 = -1}.check_settings()), doctest::Contains("l2"), error);
    CHECK_THROWS_WITH_AS((weight_penalty{.l1 = std::nan("")}.check_settings()), doctest::Contains("l1"),
                         error);
}

}  // namespace weight_penalties
