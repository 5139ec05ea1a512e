// SPDX-License-Identifier: MIT
#include <strata/optimizers/second_order/lbfgs.hpp>

#include <limits>
#include <sstream>
#include <stdexcept>

#include "descents.hpp"

using namespace strata;
using namespace strata::test;

namespace lbfgs_descents {

TEST_CASE("L-BFGS goes through the places that PyTorch's goes through") {
    const auto check = [](const auto& f, std::vector<double> w, int memory, std::size_t iterations,
                          const std::vector<double>& places, const std::vector<double>& values) {
        const lbfgs way{.memory = memory,
                        .until = {.iterations = static_cast<int>(iterations), .slope = 0, .change = 0}};
        const std::size_t n = w.size();
        const followed seen = follow(way, f, std::move(w));
        REQUIRE(seen.values.size() == iterations);
        CHECK(difference(seen.places, first_numbers(places, n * iterations)) < 1e-8);
        CHECK(difference(seen.values, first_numbers(values, iterations)) < 1e-6);
    };
    check(valley{}, valley::start<double>(2), 10, 16, descents::valley_places, descents::valley_values);
    check(valley{}, valley::start<double>(10), 3, 10, descents::long_valley_places,
          descents::long_valley_values);
    check(classifier{}, std::vector<double>(18), 10, 12, descents::classifier_places,
          descents::classifier_values);
}

TEST_CASE("L-BFGS ends where SciPy's BFGS ends, and at the bottom of valleys") {
    std::vector<double> w(18);
    const descent_report r =
        lbfgs{.until = {.iterations = 200, .slope = 1e-9, .change = 0}}.minimize(classifier{}, w);
    CHECK(r.last().slope < 1e-8);
    CHECK(std::abs(r.value() - descents::classifier_by_bfgs_value) < 1e-13);
    CHECK(difference(w, descents::classifier_by_bfgs) < 1e-7);
    CHECK(r.trace.front().value == doctest::Approx(std::log(3.0)));
    CHECK(r.last().evaluations <= r.evaluations);

    for (const int n : {2, 7, 67}) {
        auto v = valley::start<double>(n);
        const descent_report deep =
            lbfgs{.until = {.iterations = 1000, .evaluations = 5000, .slope = 1e-8, .change = 0}}.minimize(
                valley{}, v);
        CAPTURE(n);
        CHECK(deep.end == descent_end::slope);
        double gradient = 0;
        std::vector<double> g(v.size());
        valley{}(std::span<const double>(v), std::span<double>(g));
        for (const double slope : g) gradient = std::max(gradient, std::abs(slope));
        CHECK(gradient <= 1e-8);
        CHECK(gradient == deep.last().slope);
        if (n == 2) CHECK(std::abs(v[0] - 1) + std::abs(v[1] - 1) < 1e-8);
    }
}

TEST_CASE("in float it goes as far as float can") {
    auto w = valley::start<float>(5);
    const descent_report r =
        lbfgs{.until = {.iterations = 500, .slope = 0, .change = 0}}.minimize(valley{}, w);
    CHECK(r.end != descent_end::iterations);
    CHECK(r.end != descent_end::not_finite);
    CHECK(r.value() < 4);
    std::ostringstream out;
    out << r;
    CHECK(out.str().find("iterations and") != std::string::npos);
    // each step goes down
    for (std::size_t i = 1; i < r.trace.size(); ++i) CHECK(r.trace[i].value < r.trace[i - 1].value);
}

TEST_CASE("a function that is no finite number beyond a wall is gone down on this side of it") {
    const auto f = [](std::span<const double> w, std::span<double> g) {
        g[0] = 1 / (1 - w[0]) - 4;
        return w[0] < 1 ? -std::log(1 - w[0]) - 4 * w[0] : std::numeric_limits<double>::quiet_NaN();
    };
    std::vector<double> w{-30};
    const descent_report r = lbfgs{}.minimize(f, w);
    CHECK(r.converged());
    CHECK(w[0] == doctest::Approx(0.75).epsilon(1e-5));
}

TEST_CASE("a descent that cannot go on says why, and w is the best there was") {
    const auto reason = [](const auto& f, std::vector<double> w, const lbfgs& way = {}) {
        return way.minimize(f, w).end;
    };
    // the gradient points up: no step is one
    const auto wrong = [](std::span<const double> w, std::span<double> g) {
        g[0] = -2 * w[0];
        return w[0] * w[0];
    };
    std::vector<double> kept{3};
    CHECK(lbfgs{}.minimize(wrong, kept).end == descent_end::no_step);
    CHECK(kept[0] == 3);
    // finite at one point alone
    const auto point = [](std::span<const double> w, std::span<double> g) {
        g[0] = 1;
        return w[0] == 3 ? 1 : std::numeric_limits<double>::infinity();
    };
    CHECK(reason(point, {3}) == descent_end::not_finite);
    CHECK(reason(valley{}, valley::start<double>(2), {.until = {.iterations = 4}}) ==
          descent_end::iterations);
    CHECK(reason(valley{}, valley::start<double>(2), {.until = {.evaluations = 9}}) ==
          descent_end::evaluations);
    CHECK(reason(valley{}, valley::start<double>(2), {.until = {.change = 0.9}}) == descent_end::change);
    CHECK(reason(valley{}, {1, 1}) == descent_end::slope);

    auto w = valley::start<double>(2);
    const auto three = [&](const descent_step& s) { return s.iteration < 3; };
    const descent_report r = lbfgs{}.minimize(valley{}, w, three);
    CHECK(r.end == descent_end::stopped);
    CHECK(r.iterations() == 3);
    CHECK(std::abs(w[0] - descents::valley_places[4]) < 1e-10);
    CHECK(std::abs(w[1] - descents::valley_places[5]) < 1e-10);
}

TEST_CASE("bad starts and settings are errors, and what the function throws leaves w at the last step") {
    const auto none = [](std::span<const double>, std::span<double> g) {
        g[0] = 0;
        return std::numeric_limits<double>::quiet_NaN();
    };
    const auto steep = [](std::span<const double>, std::span<double> g) {
        g[0] = std::numeric_limits<double>::infinity();
        return 1.0;
    };
    std::vector<double> w{2}, empty;
    CHECK_THROWS_WITH_AS(lbfgs{}.minimize(none, w), doctest::Contains("no finite number where"), error);
    CHECK_THROWS_WITH_AS(lbfgs{}.minimize(steep, w), doctest::Contains("a gradient that is not"), error);
    CHECK_THROWS_WITH_AS(lbfgs{}.minimize(none, empty), doctest::Contains("no numbers"), error);
    CHECK_THROWS_WITH_AS(lbfgs{.memory = 0}.minimize(none, w), doctest::Contains("memory"), error);
    CHECK_THROWS_WITH_AS((lbfgs{.search = {.curvature = 2}}.minimize(none, w)),
                         doctest::Contains("curvature"), error);
    CHECK_THROWS_WITH_AS((lbfgs{.until = {.slope = -1}}.minimize(none, w)), doctest::Contains("slope"),
                         error);
    CHECK(w[0] == 2);

    int calls = 0;
    const auto breaks = [&](std::span<const double> v, std::span<double> g) {
        if (++calls == 9) throw std::runtime_error("enough");
        return valley{}(v, g);
    };
    auto v = valley::start<double>(2);
    double value = 0;
    CHECK_THROWS_AS(lbfgs{}.minimize(breaks, v, [&](const descent_step& s) { value = s.value; }),
                    std::runtime_error);
    std::vector<double> g(2);
    CHECK(valley{}(std::span<const double>(v), std::span<double>(g)) == value);
}

}  // namespace lbfgs_descents
