// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <sstream>
#include <strata/strata.hpp>
#include <strata/training/check_layer.hpp>

#include "scaled.hpp"

using namespace strata;
using strata::test::fault;
using strata::test::scaled;

namespace {

struct half : pointwise<half> {
    template <class B>
    static B value(const B& x) {
        return x * B(typename B::value_type(0.5));
    }
    template <class B>
    static B slope(const B&) {
        return B(typename B::value_type(0.5));
    }
};

struct wrong_slope : pointwise<wrong_slope> {
    template <class B>
    static B value(const B& x) {
        return x * x;
    }
    template <class B>
    static B slope(const B& y) {
        return y;
    }
};

struct no_base {};
struct no_output : layer {};
struct no_passes : layer {
    template <Shape X>
    using output = X;
};
struct refuses : layer {
    template <Shape X>
    using output = refused<E04_layer_needs_an_image>;
};

template <class L>
std::string report_of() {
    std::ostringstream out;
    out << check_layer<L>();
    return out.str();
}

}  // namespace

TEST_CASE("a right layer passes") {
    CHECK(check_layer<half>().passed());
    CHECK(check_layer<relu>().passed());
    CHECK(check_layer<conv<4, 3, same>>().passed());
    CHECK(check_layer<dense<6>, shape<9>>().passed());
}

TEST_CASE("a wrong gradient is found, with both values") {
    const layer_report r = check_layer<wrong_slope>();
    CHECK_FALSE(r.passed());
    CHECK(report_of<wrong_slope>().find("backward says") != std::string::npos);
}

TEST_CASE(
    "a layer that overwrites what it should add to is found, and one that adds to what it should write") {
    CHECK(check_layer<scaled<fault::none>>().passed());
    CHECK_FALSE(check_layer<scaled<fault::forgets_others>>().passed());
    CHECK_FALSE(check_layer<scaled<fault::adds_to_dx>>().passed());
    CHECK_FALSE(check_layer<scaled<fault::adds_to_dw>>().passed());
}

TEST_CASE("what a layer lacks is said") {
    CHECK(report_of<no_base>().find("does not derive from strata::layer") != std::string::npos);
    CHECK(report_of<no_output>().find("no `template <Shape X> using output`") != std::string::npos);
    CHECK(report_of<no_passes>().find("static void forward") != std::string::npos);
    CHECK(report_of<no_passes>().find("static void backward") != std::string::npos);
    CHECK(report_of<refuses>().find("refuses every shape") != std::string::npos);
}
