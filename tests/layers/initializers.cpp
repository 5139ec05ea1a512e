// SPDX-License-Identifier: MIT
#include <strata/layer/initializers.hpp>

#include <doctest/doctest.h>

#include <strata/graph/net.hpp>
#include <strata/layers/batch_norm.hpp>
#include <strata/layers/convolution.hpp>
#include <strata/layers/dense.hpp>
#include <strata/layers/flatten.hpp>
#include <strata/model/model.hpp>

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

std::vector<parameter_facts> parameters_of(auto net) {
    return parameter_table<typename decltype(net)::graph>::list();
}

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

TEST_CASE("He's numbers have variance 2 / fan and Xavier's 1 / fan, normal or uniform, for any of the fans") {
    auto check = [](const moments& m, double variance, bool bounded) {
        CHECK(std::abs(m.mean) < 4 * std::sqrt(variance / 100'000));
        CHECK(m.variance == doctest::Approx(variance).epsilon(0.03));
        if (bounded) {
            CHECK(m.largest <= std::sqrt(3 * variance));
            CHECK(m.largest > 0.999 * std::sqrt(3 * variance));
        } else {
            CHECK(m.largest > 3.5 * std::sqrt(variance));
        }
    };
    const fans f{50, 70};
    check(of_draws<he_normal<>>(f), 2.0 / 50, false);
    check(of_draws<he_normal<fan_out>>(f), 2.0 / 70, false);
    check(of_draws<he_uniform<>>(f), 2.0 / 50, true);
    check(of_draws<he_uniform<fan_out>>(f), 2.0 / 70, true);
    check(of_draws<xavier_normal<>>(f), 1.0 / 60, false);
    check(of_draws<xavier_normal<fan_in>>(f), 1.0 / 50, false);
    check(of_draws<xavier_uniform<>>(f), 1.0 / 60, true);
    check(of_draws<xavier_uniform<fan_out>>(f), 1.0 / 70, true);
}

TEST_CASE("the short names are the usual forms, number by number") {
    const random_stream random(seed{3}, 1);
    for (std::uint64_t i = 0; i < 100; ++i) {
        CHECK(he::draw(random, i, {50, 70}) == he_normal<fan_in>::draw(random, i, {50, 70}));
        CHECK(xavier::draw(random, i, {50, 70}) == xavier_uniform<fan_mean>::draw(random, i, {50, 70}));
    }
}

TEST_CASE("normal and uniform numbers have the mean and deviation that they name") {
    const moments n = of_draws<normal<percent<10>, 2.0>>({5, 5}),
                  u = of_draws<uniform<percent<-5>, percent<15>>>({5, 5});
    CHECK(n.mean == doctest::Approx(2).epsilon(0.001));
    CHECK(n.variance - n.mean * n.mean == doctest::Approx(0.01).epsilon(0.03));
    CHECK(u.mean == doctest::Approx(0.05).epsilon(0.02));
    CHECK(u.variance - u.mean * u.mean == doctest::Approx(0.2 * 0.2 / 12).epsilon(0.03));
    CHECK(u.largest < 0.15);
    CHECK(of_draws<normal<>>({5, 5}).variance == doctest::Approx(1e-4).epsilon(0.03));
}

TEST_CASE("truncated normal numbers stay within two deviations and have 0.8796 of one") {
    const moments m = of_draws<truncated_normal<percent<10>>>({5, 5});
    CHECK(std::abs(m.mean) < 0.002);
    CHECK(m.largest <= 0.2);
    CHECK(m.largest > 0.199);
    // 1 - 4 f(2) / (2 F(2) - 1) of the normal density f and distribution F
    CHECK(m.variance == doctest::Approx(0.01 * 0.7737413).epsilon(0.02));
}

TEST_CASE("zeros, ones and constants are what they say") {
    CHECK(of_draws<constant<-0.25>>({5, 5}, 10).mean == doctest::Approx(-0.25));
    CHECK(of_draws<zeros>({5, 5}, 10).largest == 0);
    CHECK(of_draws<ones>({5, 5}, 10).mean == doctest::Approx(1));
}

TEST_CASE(
    "the fans of a convolution are C F F and K F F, those of a group C / G F F, those of a dense layer I and "
    "O") {
    const fans convolution = parameters_of(net<input<3, 8, 8>, conv<16, 5>>{})[0].counts();
    CHECK(convolution.in == 75);
    CHECK(convolution.out == 400);
    CHECK(parameters_of(net<input<4, 8, 8>, conv<6, 3, groups<2>>>{})[0].counts().in == 18);
    const fans product = parameters_of(net<input<84>, dense<10>>{})[0].counts();
    CHECK(product.in == 84);
    CHECK(product.out == 10);
}

TEST_CASE("weights start from what init names, He's unless it is said, and biases from zero") {
    const auto plain = parameters_of(net<input<84>, dense<10>>{}),
               chosen = parameters_of(net<input<84>, dense<10, init<xavier>>>{});
    CHECK((plain[0].start.draw == &he::draw));
    CHECK((plain[1].start.draw == &zeros::draw));
    CHECK((chosen[0].start.draw == &xavier::draw));
    CHECK((chosen[1].start.draw == &zeros::draw));
    CHECK((parameters_of(net<input<1, 5, 5>, conv<2, 3, pad<1>, init<xavier>, no_bias>>{})[0].start.draw ==
           &xavier::draw));
}

TEST_CASE("a whole model starts from one initializer, but for layers that state their own and for biases") {
    struct three : net<input<1, 8, 8>, conv<4, 3>, batch_norm, flatten, dense<50, init<he>>, dense<10>> {};
    model<three, double> plain{seed{7}}, all{seed{7}, init_all<constant<0.125>>{}};
    for (const double w : all.parameter("0.weight")) CHECK(w == 0.125);
    for (const double w : all.parameter("0.bias")) CHECK(w == 0);
    for (const double w : all.parameter("1.weight")) CHECK(w == 1);
    CHECK(all.parameter("3.weight") == plain.parameter("3.weight"));
    for (const double w : all.parameter("4.weight")) CHECK(w == 0.125);
    CHECK(model<three>{seed{7}, init_all<he>{}}.parameter("4.weight") ==
          model<three>{seed{7}}.parameter("4.weight"));
    CHECK(model<three>{seed{7}, init_all<xavier>{}}.parameter("4.weight") !=
          model<three>{seed{7}}.parameter("4.weight"));
}
