// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cmath>
#include <strata/strata.hpp>
#include <strata/training/ensemble.hpp>
#include <vector>

using namespace strata;

namespace ensembles {

struct three_classes : net<input<5>, dense<7>, batch_norm, relu, dense<3>> {};

xt::xtensor<float, 2> some_input(std::size_t n) {
    xt::xtensor<float, 2> x(std::array<std::size_t, 2>{n, 5});
    for (std::size_t i = 0; i < x.size(); ++i) x.data()[i] = std::sin(1.7F * static_cast<float>(i));
    return x;
}

TEST_CASE("an ensemble answers with the mean of its members' probabilities") {
    const model<three_classes> a{seed{1}}, b{seed{2}};
    ensemble<three_classes> both;
    both.add(a), both.add(b);
    CHECK(both.size() == 2);
    const auto x = some_input(4);
    const auto together = both.predict(x), ya = a.predict(x), yb = b.predict(x);
    for (std::size_t n = 0; n < 4; ++n) {
        double sum_a = 0, sum_b = 0, all = 0;
        for (std::size_t c = 0; c < 3; ++c)
            sum_a += std::exp(static_cast<double>(ya(n, c))),
                sum_b += std::exp(static_cast<double>(yb(n, c)));
        for (std::size_t c = 0; c < 3; ++c) {
            const double expected = (std::exp(static_cast<double>(ya(n, c))) / sum_a +
                                     std::exp(static_cast<double>(yb(n, c))) / sum_b) /
                                    2;
            CHECK(static_cast<double>(together(n, c)) == doctest::Approx(expected).epsilon(1e-5));
            all += static_cast<double>(together(n, c));
        }
        CHECK(all == doctest::Approx(1).epsilon(1e-6));
    }
}

TEST_CASE("a member is what the model was when it was added") {
    model<three_classes> m{seed{1}};
    ensemble<three_classes> alone;
    alone.add(m);
    const auto x = some_input(3), before = alone.predict(x);
    m.parameter("3.bias")(0) += 5;
    CHECK(alone.predict(x) == before);
}

TEST_CASE("parameters are averaged, running statistics too") {
    model<three_classes> a{seed{1}}, b{seed{2}}, into{seed{3}};
    b.parameter("1.running_mean")(2) = 4;
    average_parameters(into, {&a, &b});
    CHECK(into.parameter("0.weight")(1, 2) ==
          doctest::Approx((a.parameter("0.weight")(1, 2) + b.parameter("0.weight")(1, 2)) / 2).epsilon(1e-7));
    CHECK(into.parameter("1.running_mean")(2) == 2);
    average_parameters(a, {&a, &b});  // one of them may be where it goes
    CHECK(a.parameter("3.weight") == into.parameter("3.weight"));
}

TEST_CASE("ensembles of nothing, and of answers that differ, are errors") {
    CHECK_THROWS_WITH_AS(static_cast<void>(ensemble<three_classes>().predict(some_input(1))),
                         "an ensemble needs a member at least", error);
    const std::vector<xt::xtensor<float, 2>> uneven{xt::zeros<float>({2, 3}), xt::zeros<float>({2, 4})};
    CHECK_THROWS_WITH_AS(static_cast<void>(mean_probabilities(uneven)),
                         "the members of an ensemble answer with other extents, expected 2 x 3, found 2 x 4",
                         error);
    model<three_classes> m;
    CHECK_THROWS_AS((average_parameters<three_classes, float>(m, {})), error);
}

}  // namespace ensembles
