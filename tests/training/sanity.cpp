// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cmath>
#include <limits>
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

TEST_CASE("regularization raises the first loss by the price of the weights, or is told") {
    const samples s;
    model<four_classes> m{seed{3}};
    double squares = 0;
    for (const float w : m.parameter("0.weight")) squares += static_cast<double>(w * w);
    for (const float w : m.parameter("2.weight")) squares += static_cast<double>(w * w);
    const sanity_report r = sanity(m, softmax_loss{}, s.x, s.t, {.rate = 1e-2, .penalty = {.l2 = 1e-3}});
    CAPTURE(r);
    CHECK(r.passed());
    CHECK(r.penalty == doctest::Approx(1e-3 * squares).epsilon(1e-5));
    CHECK(says(r, "with the penalty of large weights"));
    CHECK(says(sanity(m, softmax_loss{}, s.x, s.t, {.steps = 1, .penalty = {.l2 = 10}}),
               "adds more to the first loss than the samples do"));
    for (auto& tensor : m.tensors()) tensor.for_each([](float& w) { w = 0; });
    CHECK(says(sanity(m, softmax_loss{}, s.x, s.t, {.steps = 1, .penalty = {.l2 = 1e-3}}),
               "does not raise the first loss"));
}

TEST_CASE("the layer that the first wrong number comes from is told") {
    const samples s;
    model<four_classes> m{seed{3}};
    m.parameter("2.weight")(0, 0) = std::numeric_limits<float>::infinity();
    const sanity_report r = sanity(m, softmax_loss{}, s.x, s.t);
    CHECK_FALSE(r.passed());
    CHECK(says(r, "At the first step the loss is not a finite number"));
    CHECK(says(r, "comes out of layer 2"));
    const sanity_report later =
        sanity(model<four_classes>{seed{3}}, softmax_loss{}, s.x, s.t, {.rate = 1e30});
    CHECK(says(later, "While a few samples were learned by heart the "));
    CHECK(says(later, "the rate is too high"));
}

TEST_CASE("what is wrong inside of the network is told by layer") {
    const samples s;
    model<four_classes> m{seed{3}};
    for (auto& b : m.parameter("0.bias")) b = -100;
    const sanity_report r = sanity(m, softmax_loss{}, s.x, s.t, {.steps = 30, .rate = 1e-4});
    CHECK(says(r, "In layer 0 to 1 (dense<33>, relu) 100 % of the units are 0"));
    CHECK(says(sanity(model<four_classes>{seed{3}}, softmax_loss{}, s.x, s.t, {.steps = 50, .rate = 1e-8}),
               "The rate is too low for them"));
}

TEST_CASE("labels that do not fit are told") {
    samples s;
    const model<four_classes> m{seed{3}};
    for (std::size_t k = 0; k < 6; ++k) s.x(5, k) = s.x(2, k);
    s.t(2) = 1, s.t(5) = 3;
    CHECK(says(sanity(m, softmax_loss{}, s.x, s.t, {.steps = 1}),
               "Samples 2 and 5 are the same and have the labels 1 and 3"));
    s.t.fill(2);
    CHECK(says(sanity(m, softmax_loss{}, s.x, s.t, {.steps = 1}), "All of the first 20 labels are 2"));
    s.t(30) = 4;
    CHECK_THROWS_AS(static_cast<void>(sanity(m, softmax_loss{}, s.x, s.t)), error);
}

}  // namespace sanity_checks
