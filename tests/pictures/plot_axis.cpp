// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <set>
#include <string>
#include <vector>

#include <strata/pictures/plot_axis.hpp>

using strata::make_plot_axis;
using strata::plot_axis;

namespace {

std::vector<std::string> texts(const plot_axis& axis) {
    std::vector<std::string> all;
    for (const double tick : axis.ticks) all.push_back(axis.text(tick));
    return all;
}

}  // namespace

TEST_CASE("ticks are round values, written with the digits they need") {
    CHECK(texts(make_plot_axis(0, 10, 5, true)) == std::vector<std::string>{"0", "2", "4", "6", "8", "10"});
    CHECK(texts(make_plot_axis(0.13, 0.88, 4, true)) ==
          std::vector<std::string>{"0.0", "0.2", "0.4", "0.6", "0.8", "1.0"});
    CHECK(texts(make_plot_axis(0, 60000, 3, true)) ==
          std::vector<std::string>{"0", "20000", "40000", "60000"});
    CHECK(texts(make_plot_axis(0.91, 0.93, 4, true)) ==
          std::vector<std::string>{"0.910", "0.915", "0.920", "0.925", "0.930"});
    CHECK(texts(make_plot_axis(-1, 1, 4, true)) ==
          std::vector<std::string>{"-1.0", "-0.5", "0.0", "0.5", "1.0"});
    CHECK(texts(make_plot_axis(0, 3e-7, 3, true)) ==
          std::vector<std::string>{"0", "1e-07", "2e-07", "3e-07"});
    CHECK(texts(make_plot_axis(0, 4e6, 4, true)) ==
          std::vector<std::string>{"0", "1e+06", "2e+06", "3e+06", "4e+06"});
}

TEST_CASE("a rounded axis ends at ticks outside of its values, another at its values") {
    const auto rounded = make_plot_axis(0.3, 9.7, 5, true);
    CHECK(rounded.low == 0);
    CHECK(rounded.high == 10);
    const auto exact = make_plot_axis(0.3, 9.7, 5, false);
    CHECK(exact.low == 0.3);
    CHECK(exact.high == 9.7);
    CHECK(texts(exact) == std::vector<std::string>{"2", "4", "6", "8"});
    CHECK(exact.share(0.3) == 0);
    CHECK(exact.share(9.7) == 1);
}

TEST_CASE("a range of one value is widened and one of no value is [0, 1]") {
    const double infinity = std::numeric_limits<double>::infinity();
    for (const double value : {0.0, 3.0, -2e-9, 7e12, 0.1 + 0.2}) {
        const auto axis = make_plot_axis(value, value, 5, true);
        CHECK(axis.low < value);
        CHECK(axis.high > value);
    }
    CHECK(make_plot_axis(infinity, -infinity, 5, true).low == 0);
    CHECK(make_plot_axis(infinity, -infinity, 5, true).high == 1);
}

TEST_CASE(
    "over many ranges there are a few ticks, each with a text of its own, and all values between the ends") {
    for (double low : {-1e9, -3.7, -1e-5, 0.0, 1e-8, 0.99, 123.456, 6e4})
        for (double length = 1e-6; length < 1e12; length *= 3.1) {
            CAPTURE(low);
            CAPTURE(length);
            const auto axis = make_plot_axis(low, low + length, 6, true);
            CHECK(axis.low <= low + 1e-6 * length);
            CHECK(axis.high >= low + length - 1e-6 * length);
            CHECK(axis.ticks.size() >= 3);
            CHECK(axis.ticks.size() <= 9);
            const auto all = texts(axis);
            CHECK(std::set<std::string>(all.begin(), all.end()).size() == all.size());
        }
}

TEST_CASE("an axis of powers of ten has whole exponents, few of them, and names that are read at once") {
    const auto axis = strata::make_power_axis(-3.2, -0.4, 6);
    CHECK(axis.low == -4);
    CHECK(axis.high == 0);
    CHECK(axis.ticks == std::vector<double>{-4, -3, -2, -1, 0});
    CHECK(strata::make_power_axis(-30, 8, 6).ticks.size() <= 7);
    CHECK(strata::make_power_axis(2, 2, 6).high == 3);
    CHECK(strata::power_text(-3) == "0.001");
    CHECK(strata::power_text(0) == "1");
    CHECK(strata::power_text(2) == "100");
    CHECK(strata::power_text(-12) == "1e-12");
    CHECK(strata::power_text(7) == "1e7");
}
