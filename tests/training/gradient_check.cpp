// SPDX-License-Identifier: MIT
#include <strata/training/gradient_check.hpp>

#include <doctest/doctest.h>

#include <sstream>

#include <strata/layers/dense.hpp>
#include <strata/layers/max_pool.hpp>
#include <strata/layers/relu.hpp>

#include "scaled.hpp"

using namespace strata;
using strata::test::fault;
using strata::test::scaled;

namespace {

/// y = x^3, whose slope is said to be 3 y: wrong, but right at 0, 1 and -1.
struct wrong_cube : pointwise<wrong_cube> {
    template <class B>
    static B value(const B& x) {
        return x * x * x;
    }
    template <class B>
    static B slope(const B& y) {
        return B(3) * y;
    }
};

/// Says of every number that it is none, behind the first forward pass.
struct spoiled : pointwise<spoiled> {
    template <class B>
    static B value(const B& x) {
        return x;
    }
    template <class B>
    static B slope(const B& y) {
        return xsimd::sqrt(-y * y - B(1));
    }
};

}  // namespace

TEST_CASE("right gradients pass, and every derivative is counted") {
    const gradient_report r = check_gradients<net<input<5>, scaled<fault::none>, dense<3>>>(2);
    CAPTURE(r);
    CHECK(r.passed(1e-8));
    CHECK(r.checked == 1 + 15 + 3 + 10);
    CHECK(r.kinks == 0);
}

TEST_CASE("a wrong slope is caught in what is before it, with both values") {
    const gradient_report r = check_gradients<net<input<5>, dense<3>, wrong_cube>>(2);
    CAPTURE(r);
    CHECK(!r.passed());
    CHECK(r.largest_error > 0.01);
    CHECK(r.analytic != doctest::Approx(r.numeric));
    CHECK(!r.where.empty());
}

TEST_CASE("a wrong gradient of a parameter is caught under its name") {
    const gradient_report r =
        check_gradients<net<input<5>, relu, named<"odd", scaled<fault::sign_of_dw>>>>(2);
    CAPTURE(r);
    CHECK(!r.passed());
    CHECK(r.where == "odd.scale[0]");
    CHECK(r.analytic == doctest::Approx(-r.numeric));
}

TEST_CASE("a wrong gradient of the input is caught, with its place") {
    const gradient_report r = check_gradients<net<input<5>, scaled<fault::half_of_dx>>>(2);
    CAPTURE(r);
    CHECK(!r.passed());
    CHECK(r.where.substr(0, 6) == "input[");
    CHECK(2 * r.analytic == doctest::Approx(r.numeric));
}

TEST_CASE("a layer that overwrites what others have left in its input's gradient is caught") {
    using forgets = scaled<fault::forgets_others>;
    CHECK(check_gradients<net<input<5>, forgets>>(2).passed());
    CHECK(!check_gradients<net<input<5>, sum<forgets, forgets>>>(2).passed());
    CHECK(check_gradients<net<input<5>, sum<scaled<fault::none>, scaled<fault::none>>>>(2).passed());
}

TEST_CASE("where the input is numbers of an embedding, whole ones are drawn and the parameters are checked") {
    const gradient_report r = check_gradients<net<input<6>, embedding<5, 4>, lstm<4>, dense<3>>>();
    CAPTURE(r);
    CHECK(r.passed());
    CHECK(r.checked == 5 * 4 + 4 * 16 + 4 * 16 + 16 + 4 * 3 + 3);
}

TEST_CASE("a gradient that is no number does not pass") {
    const gradient_report r = check_gradients<net<input<5>, spoiled>>(2);
    CHECK(!r.passed());
    CHECK(r.largest_error > 1e100);
}

TEST_CASE("kinks are counted apart, and what is beside them is checked") {
    gradient_check<net<input<5>, relu>> rectifier(1);
    rectifier.input() = {0, 1, 0, -1, 2};
    const gradient_report r = rectifier.run();
    CAPTURE(r);
    CHECK(r.checked == 5);
    CHECK(r.kinks == 2);
    CHECK(r.passed());

    gradient_check<net<input<1, 2, 4>, max_pool<2>>> maximum(1);
    maximum.input() = {3, 3, 1, 2, 0, 1, 0, 0};
    const gradient_report of_ties = maximum.run();
    CAPTURE(of_ties);
    CHECK(of_ties.checked == 8);
    CHECK(of_ties.kinks == 2);
    CHECK(of_ties.passed());
}

TEST_CASE("a large parameter is checked here and there, as often as asked") {
    gradient_check<net<input<50>, dense<40>>> check(1);
    const gradient_report r = check.run(10);
    CHECK(r.checked == 30);
    CHECK(r.passed());
}

TEST_CASE("every output of a network with heads is in the check") {
    CHECK(check_gradients<net<input<5>, relu, heads<dense<3>, dense<2>>>>(2).passed());
    CHECK(!check_gradients<net<input<5>, heads<dense<3>, chain<dense<2>, wrong_cube>>>>(2).passed());
}

TEST_CASE("a report is a line that says what was found and where") {
    std::ostringstream right, wrong;
    right << check_gradients<net<input<5>, dense<3>>>(2);
    CHECK(right.str().find("28 derivatives checked, 0 at kinks") != std::string::npos);
    wrong << check_gradients<net<input<5>, scaled<fault::half_of_dx>>>(2);
    CHECK(wrong.str().find(" at input[") != std::string::npos);
    CHECK(wrong.str().find("backward says ") != std::string::npos);
}
