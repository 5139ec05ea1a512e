// SPDX-License-Identifier: MIT
#include <strata/layers/initializers.hpp>

#include <doctest/doctest.h>

#include <strata/graph/net.hpp>
#include <strata/layers/convolution.hpp>
#include <strata/layers/dense.hpp>

using namespace strata;

namespace {

struct moments {
    double mean = 0, variance = 0, largest = 0;
};

template <class Initializer>
moments of_draws(fans f, std::uint64_t count = 100'000) {
    const random_stream random(seed{3}, 1);
    moments m;
    for (std::uint64_t i = 0; i < count; ++i) {
        const double v = Initializer::draw(random, i, f);
        m.mean += v / static_cast<double>(count);
        m.variance += v * v / static_cast<double>(count);
        m.largest = std::max(m.largest, std::abs(v));
    }
    return m;
}

std::vector<parameter_facts> parameters_of(auto net) { return parameter_table<typename decltype(net)::graph>::list(); }

}  // namespace

TEST_CASE("He's numbers have variance 2 / fan_in") {
    const moments m = of_draws<he>({50, 7});
    CHECK(std::abs(m.mean) < 0.003);
    CHECK(m.variance == doctest::Approx(2.0 / 50).epsilon(0.03));
    CHECK(m.largest > 0.6);
}

TEST_CASE("Xavier's numbers are uniform with variance 2 / (fan_in + fan_out)") {
    const moments m = of_draws<xavier>({50, 70});
    CHECK(std::abs(m.mean) < 0.002);
    CHECK(m.variance == doctest::Approx(2.0 / 120).epsilon(0.03));
    CHECK(m.largest <= std::sqrt(6.0 / 120));
    CHECK(m.largest > 0.999 * std::sqrt(6.0 / 120));
}

TEST_CASE("zeros and ones are what they say") {
    CHECK(of_draws<zeros>({5, 5}, 10).largest == 0);
    CHECK(of_draws<ones>({5, 5}, 10).mean == doctest::Approx(1));
}

TEST_CASE("the fans of a convolution are C F F and K F F, those of a group C / G F F, those of a dense layer I and O") {
    const fans convolution = parameters_of(net<input<3, 8, 8>, conv<16, 5>>{})[0].counts();
    CHECK(convolution.in == 75);
    CHECK(convolution.out == 400);
    CHECK(parameters_of(net<input<4, 8, 8>, conv<6, 3, groups<2>>>{})[0].counts().in == 18);
    const fans product = parameters_of(net<input<84>, dense<10>>{})[0].counts();
    CHECK(product.in == 84);
    CHECK(product.out == 10);
}

TEST_CASE("weights start from what init names, He's unless it is said, and biases from zero") {
    const auto plain = parameters_of(net<input<84>, dense<10>>{}), chosen = parameters_of(net<input<84>, dense<10, init<xavier>>>{});
    CHECK((plain[0].draw == &he::draw));
    CHECK((plain[1].draw == &zeros::draw));
    CHECK((chosen[0].draw == &xavier::draw));
    CHECK((chosen[1].draw == &zeros::draw));
    CHECK((parameters_of(net<input<1, 5, 5>, conv<2, 3, pad<1>, init<xavier>, no_bias>>{})[0].draw == &xavier::draw));
}
