// SPDX-License-Identifier: MIT
#include <strata/optimizers/second_order/newton.hpp>

#include <limits>

#include "descents.hpp"

using namespace strata;
using namespace strata::test;

namespace newton_descents {

TEST_CASE("a positive definite system is solved, and what is none is told") {
    // A = L L^T with L = (2; 6 1; -8 5 3)
    std::vector<double> A{4, 12, -16, 12, 37, -43, -16, -43, 98}, x{4, 15, -6};
    const std::vector<double> a = A, b = x;
    REQUIRE(solve_positive(A, x));
    CHECK(A[0] == 2);
    CHECK(A[3] == 6);
    CHECK(A[8] == 3);
    for (std::size_t i = 0; i < 3; ++i) {
        double sum = 0;
        for (std::size_t j = 0; j < 3; ++j) sum += a[i * 3 + j] * x[j];
        CHECK(sum == doctest::Approx(b[i]).epsilon(1e-12));
    }
    std::vector<double> saddle{1, 2, 2, 1}, y{1, 1}, none{std::numeric_limits<double>::quiet_NaN()}, z{1};
    CHECK(!solve_positive(saddle, y));
    CHECK(!solve_positive(none, z));
}

TEST_CASE("Newton's method ends where SciPy's BFGS ends, in few steps, the last ones exact") {
    std::vector<double> w(18);
    const descent_report r =
        newton{.until = {.evaluations = 10'000, .slope = 1e-10, .change = 0}}.minimize(classifier{}, w);
    CHECK(r.end == descent_end::slope);
    CHECK(r.iterations() <= 8);
    CHECK(std::abs(r.value() - descents::classifier_by_bfgs_value) < 1e-13);
    CHECK(difference(w, descents::classifier_by_bfgs) < 1e-8);
    // the error is squared: each of the last slopes is far below the one before
    const auto& t = r.trace;
    CHECK(t[t.size() - 1].slope < 1e-3 * t[t.size() - 2].slope);
}

TEST_CASE("damping takes Newton's method through a bent valley and off a hill") {
    auto v = valley::start<double>(6);
    const descent_report r =
        newton{.until = {.iterations = 200, .evaluations = 100'000, .slope = 1e-9, .change = 0}}.minimize(
            valley{}, v);
    CHECK(r.end == descent_end::slope);
    for (std::size_t i = 1; i < r.trace.size(); ++i) CHECK(r.trace[i].value < r.trace[i - 1].value);
    // near the top of cos, where the Hessian is negative
    const auto hill = [](std::span<const double> w, std::span<double> g) {
        g[0] = -std::sin(w[0]);
        return std::cos(w[0]);
    };
    std::vector<double> w{0.1};
    CHECK(newton{}.minimize(hill, w).converged());
    CHECK(std::cos(w[0]) == doctest::Approx(-1).epsilon(1e-9));
}

TEST_CASE("Newton's method tells what it cannot do") {
    const auto wrong = [](std::span<const double> w, std::span<double> g) {
        g[0] = -1;
        return w[0] * w[0] + 1;
    };
    std::vector<double> w{3};
    CHECK(newton{}.minimize(wrong, w).end == descent_end::no_step);
    CHECK(w[0] == 3);
    const auto point = [](std::span<const double> x, std::span<double> g) {
        g[0] = 1;
        return x[0] == 3 ? 1 : std::numeric_limits<double>::infinity();
    };
    CHECK(newton{}.minimize(point, w).end == descent_end::not_finite);
    CHECK_THROWS_WITH_AS(newton{.damping = -1}.minimize(wrong, w), doctest::Contains("damping"), error);
    std::vector<double> many(501);
    CHECK_THROWS_WITH_AS(newton{}.minimize(valley{}, many), doctest::Contains("500 at most"), error);
}

}  // namespace newton_descents
