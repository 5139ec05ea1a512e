// SPDX-License-Identifier: MIT
#include <strata/optimizers/second_order/line_search.hpp>

#include <doctest/doctest.h>

#include <functional>

using namespace strata;

namespace line_searches {

/// phi, its slope, and how often it was asked for.
struct line {
    std::function<double(double)> value, slope;
    int asked = 0;

    found_length search(double first, const strong_wolfe& wanted = {}) {
        std::vector<double> best{slope(0)}, trial{0};
        const found_length found =
            search_line(wanted, {0, value(0), slope(0)}, first, best, trial, [&](double t, auto& g) {
                ++asked;
                g[0] = slope(t);
                return point_of_line{t, value(t), slope(t)};
            });
        CHECK(best[0] == slope(found.at.length));
        return found;
    }
    void check_wolfe(double first, const strong_wolfe& wanted = {}) {
        const double t = search(first, wanted).at.length;
        CAPTURE(t);
        CHECK(t > 0);
        CHECK(value(t) <= value(0) + wanted.decrease * t * slope(0));
        CHECK(std::abs(slope(t)) <= -wanted.curvature * slope(0));
    }
};

TEST_CASE("the minimum of a cubic is found through two points, and the middle where there is none") {
    // t^3 - 3 t: the minimum is at 1
    const auto at = [](double t) { return point_of_line{t, t * t * t - 3 * t, 3 * t * t - 3}; };
    CHECK(cubic_minimum(at(0), at(3), 0, 3) == doctest::Approx(1).epsilon(1e-14));
    CHECK(cubic_minimum(at(3), at(-0.5), -0.5, 3) == doctest::Approx(1).epsilon(1e-14));
    CHECK(cubic_minimum(at(0), at(3), 2, 3) == 2);
    CHECK(cubic_minimum({0, 0, 1}, {1, 1, 1}, 0, 1) >= 0);
    CHECK(cubic_minimum({0, 0, 1}, {1, 0.9, 1}, 0, 1) == 0.5);
    CHECK(cubic_minimum(at(0), {3, HUGE_VAL, 0}, 0, 3) == 1.5);
}

TEST_CASE("lengths keep Wolfe's conditions on lines of More and Thuente, from any first length") {
    // More and Thuente: "Line search algorithms with guaranteed sufficient decrease", 1994, functions 1 to 3
    for (const double first : {1e-3, 1e-1, 10.0, 1e3}) {
        CAPTURE(first);
        line{[](double t) { return -t / (t * t + 2); },
             [](double t) { return (t * t - 2) / ((t * t + 2) * (t * t + 2)); }}
            .check_wolfe(first, {.decrease = 1e-3, .curvature = 0.1});
        line{[](double t) { return std::pow(t + 0.004, 5) - 2 * std::pow(t + 0.004, 4); },
             [](double t) { return 5 * std::pow(t + 0.004, 4) - 8 * std::pow(t + 0.004, 3); }}
            .check_wolfe(first, {.decrease = 0.1, .curvature = 0.101});
        line{[](double t) { return (t - 1) * (t - 1); }, [](double t) { return 2 * (t - 1); }}.check_wolfe(
            first);
    }
}

TEST_CASE("a first length that is good is taken, and the evaluations are counted") {
    line parabola{[](double t) { return (t - 1) * (t - 1); }, [](double t) { return 2 * (t - 1); }};
    CHECK(parabola.search(1).at.length == 1);
    CHECK(parabola.asked == 1);
    line steep{[](double t) { return -t; }, [](double) { return -1.0; }};
    const found_length far_off = steep.search(1, {.most = 4});
    CHECK(steep.asked == 4);
    CHECK(far_off.at.length > 1);
    line up{[](double t) { return t; }, [](double) { return -1.0; }};
    CHECK(up.search(1).at.length == 0);
}

}  // namespace line_searches
