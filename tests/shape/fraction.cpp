// SPDX-License-Identifier: MIT
// Which fraction a number becomes, and how it is written. A network's table has the rest:
// tests/graph/summary.cpp.
#include <doctest/doctest.h>
#include <limits>
#include <ratio>
#include <strata/shape/sentence.hpp>
#include <string>
#include <type_traits>

using namespace strata;

namespace {

template <fraction F>
constexpr bool is(int64 num, int64 den) {
    return F.num == num && F.den == den;
}

template <fraction F, class...>
struct one {};
template <int, class...>
struct several {};
template <text, class...>
struct called {};

template <class T>
std::string written_type() {
    sentence s;
    write_type<T>(s);
    return std::string(s.view());
}

}  // namespace

// the fraction that is meant, in lowest terms
static_assert(is<0.5>(1, 2) && is<0.1>(1, 10) && is<0.2>(1, 5) && is<0.3>(3, 10) && is<1.0 / 3>(1, 3) &&
              is<2.0 / 7>(2, 7) && is<1.5>(3, 2));
static_assert(is<0.0>(0, 1) && is<-0.0>(0, 1) && is<2.0>(2, 1) && is<-0.05>(-1, 20) &&
              is<1e-9>(1, 1'000'000'000) && is<0.999>(999, 1000));
static_assert(is<1 - 0.9>(1, 10) && is<0.1 + 0.2>(3, 10) && is<1e18>(1'000'000'000'000'000'000, 1));
static_assert(is<0.1F>(1, 10) && is<1.0F / 3>(1, 3) && is<0.1L>(1, 10));
static_assert(is<percent<50>>(1, 2) && is<percent<-5>>(-1, 20) && is<percent<0>>(0, 1) &&
              is<percent<150>>(3, 2));
static_assert(is<std::ratio<2, 6>{}>(1, 3) && is<fraction(2, -6)>(-1, 3));
// the same number is the same type, however it is written
static_assert(std::is_same_v<one<0.5>, one<percent<50>>> && std::is_same_v<one<2>, one<2.0>>);
// a whole zero is told apart: it may be meant as 1/2
static_assert(is<1 / 2>(0, -1) && fraction(0).is_whole_zero() && !fraction(0.0).is_whole_zero() &&
              !std::is_same_v<one<0>, one<0.0>>);
// no numbers
static_assert(!fraction{}.is_number() && !fraction(1, 0).is_number() &&
              !fraction(std::numeric_limits<double>::quiet_NaN()).is_number() &&
              !fraction(std::numeric_limits<float>::quiet_NaN()).is_number() &&
              !fraction(std::numeric_limits<double>::infinity()).is_number() &&
              !fraction(-1e300).is_number() && !fraction(1e-30).is_number());
// as numbers again
static_assert(number_of<0.1, double> == 0.1 && number_of<0.1, float> == 0.1F &&
              number_of<1.0 / 3, double> == 1.0 / 3 && number_of<-7, double> == -7);
// what is dropped of 2^32, which the bits of every mask follow from
static_assert(fraction(0.3).of(int64(1) << 32) == 1'288'490'188 &&
              fraction(1 - 1e-15).of(int64(1) << 32) == (int64(1) << 32) - 1);
static_assert(is_rate(0.0) && is_rate(0.999) && !is_rate(1.0) && !is_rate(-0.1) && !is_rate(0) &&
              !is_rate({}) && !is_rate(50));
static_assert(is_slope(0.0) && is_slope(3) && !is_slope(0) && !is_slope(-0.1) && !is_slope({}));

TEST_CASE("a number in a type is written as a program says it") {
    CHECK(written_type<one<0.5>>() == "one<0.5>");
    CHECK(written_type<one<percent<125>>>() == "one<1.25>");
    CHECK(written_type<one<-0.05>>() == "one<-0.05>");
    CHECK(written_type<one<1.0 / 3>>() == "one<1.0/3>");
    CHECK(written_type<one<-2.0 / 3>>() == "one<-2.0/3>");
    CHECK(written_type<one<0.0>>() == "one<0.0>");
    CHECK(written_type<one<1 / 2>>() == "one<0>");
    CHECK(written_type<one<3.0>>() == "one<3>");
    CHECK(written_type<one<1e-6>>() == "one<0.000001>");
    CHECK(written_type<one<fraction{}>>() == "one<>");
}

TEST_CASE("a number inside of other types is too, and other braces are left alone") {
    CHECK(written_type<several<3, one<0.5>>>() == "several<3, one<0.5>>");
    CHECK(written_type<one<0.5, several<3, one<0.2, one<-1.5>>>>>() ==
          "one<0.5, several<3, one<0.2, one<-1.5>>>>");
    CHECK(written_type<called<"a{1, 2}", one<0.25>>>() == "called<`a{1, 2}`, one<0.25>>");
}
