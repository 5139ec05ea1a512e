// SPDX-License-Identifier: MIT
#include <strata/optimizers/second_order/bfgs.hpp>

#include <strata/optimizers/second_order/lbfgs.hpp>

#include "descents.hpp"

using namespace strata;
using namespace strata::test;

namespace bfgs_descents {

TEST_CASE("BFGS ends where SciPy's ends, and at the bottom of valleys") {
    std::vector<double> w(18);
    const descent_report r = bfgs{.until = {.slope = 1e-9, .change = 0}}.minimize(classifier{}, w);
    CHECK(r.end == descent_end::slope);
    CHECK(std::abs(r.value() - descents::classifier_by_bfgs_value) < 1e-13);
    CHECK(difference(w, descents::classifier_by_bfgs) < 1e-7);

    auto v = valley::start<double>(5);
    const descent_report deep =
        bfgs{.until = {.iterations = 300, .slope = 1e-9, .change = 0}}.minimize(valley{}, v);
    CHECK(deep.converged());
    CHECK((deep.value() < 1e-15 || std::abs(deep.value() - 3.9308394) < 1e-6));
}

TEST_CASE("the inverse Hessian of a parabola is found in as many steps as it has numbers") {
    // f = sum_i (i + 1) w_i^2 / 2 + w_0 w_1 / 2
    const auto parabola = [](std::span<const double> w, std::span<double> g) {
        double sum = w[0] * w[1] / 2;
        for (std::size_t i = 0; i < w.size(); ++i) {
            sum += static_cast<double>(i + 1) * w[i] * w[i] / 2;
            g[i] = static_cast<double>(i + 1) * w[i];
        }
        g[0] += w[1] / 2, g[1] += w[0] / 2;
        return sum;
    };
    std::vector<double> w{1, -2, 3, 0.5, 1};
    const descent_report r =
        bfgs{.search = {.curvature = 0.01}, .until = {.slope = 1e-10, .change = 0}}.minimize(parabola, w);
    CHECK(r.converged());
    CHECK(r.iterations() < 15);
    CHECK(std::abs(r.value()) < 1e-18);
}

TEST_CASE("with a memory of all steps L-BFGS is BFGS while the first scale is the same") {
    // after one pair both have H from the same scale
    auto few = follow(bfgs{.until = {.iterations = 2}}, valley{}, valley::start<double>(6));
    auto all = follow(lbfgs{.until = {.iterations = 2}}, valley{}, valley::start<double>(6));
    CHECK(difference(few.places, all.places) < 1e-12);
}

TEST_CASE("too many numbers for a matrix are an error that says what to take") {
    std::vector<double> w(7, 2);
    CHECK_THROWS_WITH_AS(bfgs{.most = 6}.minimize(valley{}, w), doctest::Contains("lbfgs"), error);
    CHECK(w == std::vector<double>(7, 2));
}

}  // namespace bfgs_descents
