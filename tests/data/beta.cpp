// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cmath>

#include <strata/data/augmentations/beta.hpp>

using namespace strata;

namespace of_beta {

constexpr int draws = 20000;

struct moments {
    double mean = 0, square = 0;
    int below = 0, outside = 0;
};
moments drawn(double a, double b, double quantile = 0.5) {
    moments m;
    for (std::uint64_t i = 0; i < draws; ++i) {
        const double x = beta_draw(a, b, random_stream(seed{7}, i));
        m.mean += x / draws, m.square += x * x / draws, m.below += x < quantile,
            m.outside += !(x >= 0 && x <= 1);
    }
    return m;
}

}  // namespace of_beta

TEST_CASE("Beta numbers have the mean and the variance of the formula") {
    for (const auto& [a, b] :
         {std::pair{0.2, 0.2}, {1.0, 1.0}, {0.5, 2.5}, {8.0, 3.0}, {1e-3, 1e-3}, {300.0, 20.0}}) {
        CAPTURE(a);
        const auto m = of_beta::drawn(a, b);
        const double mean = a / (a + b), variance = mean * (1 - mean) / (a + b + 1);
        CHECK(m.outside == 0);
        CHECK(std::abs(m.mean - mean) < 4 * std::sqrt(variance / of_beta::draws));
        CHECK(m.square - m.mean * m.mean == doctest::Approx(variance).epsilon(0.05));
    }
}

TEST_CASE("Beta numbers are below a value as often as the distribution says") {
    // arcsine, uniform, x^2, 1 - (1 - x)^3
    const auto near_share = [](int count, double share) {
        return std::abs(count - share * of_beta::draws) < 4 * std::sqrt(of_beta::draws * share * (1 - share));
    };
    CHECK(near_share(of_beta::drawn(0.5, 0.5, 0.25).below, 1.0 / 3));
    CHECK(near_share(of_beta::drawn(1, 1, 0.1).below, 0.1));
    CHECK(near_share(of_beta::drawn(2, 1, 0.3).below, 0.09));
    CHECK(near_share(of_beta::drawn(1, 3, 0.2).below, 0.488));
}

TEST_CASE("Gamma numbers have the mean and the variance of their shape") {
    for (const double a : {0.7, 1.0, 4.5}) {
        double mean = 0, square = 0;
        for (std::uint64_t i = 0; i < of_beta::draws; ++i) {
            const double g = std::exp(log_gamma_draw(a, random_stream(seed{1}, i)));
            mean += g / of_beta::draws, square += g * g / of_beta::draws;
        }
        CHECK(mean == doctest::Approx(a).epsilon(0.03));
        CHECK(square - mean * mean == doctest::Approx(a).epsilon(0.06));
    }
}
