// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cmath>
#include <sstream>
#include <strata/strata.hpp>
#include <strata/training/sanity.hpp>
#include <string>

using namespace strata;

namespace sanity_checks {

struct four_classes : net<input<6>, dense<33>, relu, dense<4>> {};

struct samples {
    xt::xtensor<float, 2> x{std::array<std::size_t, 2>{40, 6}};
    xt::xtensor<int, 1> t{std::array<std::size_t, 1>{40}};

    samples() {
        for (std::size_t i = 0; i < x.size(); ++i)
            x.data()[i] = std::sin(1.7F * static_cast<float>(i * i % 977));
        for (std::size_t i = 0; i < 40; ++i) t(i) = static_cast<int>(i * 7 % 4);
    }
};

bool says(const sanity_report& r, const std::string& words) {
    std::ostringstream text;
    text << r;
    return text.str().find(words) != std::string::npos;
}

TEST_CASE("a network that is well starts at log C, and learns a few samples by heart") {
    const samples s;
    const model<four_classes> m{seed{3}};
    const sanity_report r = sanity(m, softmax_loss{}, s.x, s.t, {.rate = 1e-2});
    CAPTURE(r);
    CHECK(r.passed());
    CHECK(r.expected_loss == std::log(4.0));
    CHECK(std::abs(r.first_loss - r.expected_loss) < 0.6);
    CHECK(r.loss_by_heart < 0.01 * r.loss_of_few);
    CHECK(says(r, "20 samples learned by heart"));
    const sanity_report hinge = sanity(m, hinge_loss{}, s.x, s.t, {.steps = 1});
    CHECK(hinge.expected_loss == 3);
}

TEST_CASE("rates that are too low and too high, and weights that are too large, are told") {
    const samples s;
    model<four_classes> m{seed{3}};
    CHECK(says(sanity(m, softmax_loss{}, s.x, s.t, {.steps = 50, .rate = 1e-8}), "the rate is too low"));
    CHECK(says(sanity(m, softmax_loss{}, s.x, s.t, {.steps = 50, .rate = 1e4}), "the rate is too high"));
    for (auto& w : m.parameter("2.weight")) w *= 50;
    CHECK(says(sanity(m, softmax_loss{}, s.x, s.t, {.steps = 1}), "its scores are too large at the start"));
}

TEST_CASE("a network whose units are dead is told, and the model stays as it was") {
    const samples s;
    model<four_classes> m{seed{3}};
    for (auto& b : m.parameter("0.bias")) b = -100;
    const auto before = m.predict(s.x);
    for (auto& b : m.parameter("2.bias")) b = 0;
    CHECK(says(sanity(m, softmax_loss{}, s.x, s.t, {.steps = 30, .rate = 1e-4}), "dead ReLUs"));
    CHECK(m.predict(s.x) == before);
    const xt::xtensor<float, 2> none(std::array<std::size_t, 2>{0, 6});
    CHECK_THROWS_AS(static_cast<void>(sanity(m, softmax_loss{}, none, s.t)), error);
}

}  // namespace sanity_checks
