// SPDX-License-Identifier: MIT
#include <strata/training/minimize.hpp>

#include <doctest/doctest.h>

#include <cmath>

#include <strata/data/array_set.hpp>
#include <strata/layers/dense.hpp>
#include <strata/layers/dropout.hpp>
#include <strata/layers/hyperbolic_tangent.hpp>
#include <strata/losses/mean_squared_loss.hpp>
#include <strata/losses/softmax_loss.hpp>
#include <strata/optimizers/second_order/bfgs.hpp>
#include <strata/optimizers/second_order/lbfgs.hpp>
#include <strata/optimizers/second_order/newton.hpp>
#include <strata/training/trainer.hpp>

#include "../literals/descents.hpp"
#include "../literals/difference.hpp"

using namespace strata;
using namespace strata::test;

namespace minimized {

/// What scripts/make-descent-literals classifies: five features and a 1.
struct linear : net<input<6>, dense<3, no_bias>> {};

struct counted {
    static constexpr std::size_t samples = 31;
    xt::xtensor<double, 2> x = xt::xtensor<double, 2>({samples, 6}, 1.0);
    xt::xtensor<int, 1> labels = xt::xtensor<int, 1>({samples}, 0);

    counted() {
        for (std::size_t i = 0; i < samples; ++i) {
            for (std::size_t j = 0; j < 5; ++j)
                x(i, j) = static_cast<double>((i * 29 + j * 17) % 53) / 26 - 1;
            labels(i) = static_cast<int>(i * i % 7 % 3);
        }
    }
    [[nodiscard]] auto set() const { return array_set{x, labels}; }
};

template <class T>
std::vector<double> weights(model<linear, T>& m) {
    std::vector<double> all;
    for (std::size_t c = 0; c < 3; ++c)
        for (std::size_t j = 0; j < 6; ++j) all.push_back(static_cast<double>(m.parameter("0.weight")(c, j)));
    return all;
}
template <class Method>
descent_report from_zero(model<linear, double>& m, const Method& method, int portion = 7) {
    for (std::size_t c = 0; c < 3; ++c)
        for (std::size_t j = 0; j < 6; ++j) m.parameter("0.weight")(c, j) = 0;
    const counted data;
    return minimize(m, softmax_loss{}, data.set(), method, {.portion = portion, .l2 = 0.01});
}

TEST_CASE("a linear classifier goes the way of PyTorch's L-BFGS, and ends where SciPy's BFGS does") {
    model<linear, double> m;
    const descent_report r = from_zero(m, lbfgs{.until = {.iterations = 12, .slope = 0, .change = 0}});
    REQUIRE(r.trace.size() == 13);
    for (std::size_t k = 0; k < 12; ++k)
        CHECK(std::abs(r.trace[k + 1].value - descents::classifier_values[k]) < 1e-9);
    const std::vector<double> last(descents::classifier_places.end() - 18, descents::classifier_places.end());
    CHECK(difference(weights(m), last) < 1e-7);

    CHECK(from_zero(m, bfgs{.until = {.slope = 1e-7, .change = 0}}).converged());
    CHECK(difference(weights(m), descents::classifier_by_bfgs) < 1e-5);
    CHECK(from_zero(m, newton{.until = {.evaluations = 1000, .slope = 1e-9, .change = 0}}).converged());
    CHECK(difference(weights(m), descents::classifier_by_bfgs) < 1e-7);
}

TEST_CASE("threads change no bit, and portions no more than rounding") {
    const lbfgs ten{.until = {.iterations = 10}};
    model<linear, double> one{seed{1}, 1}, three{seed{1}, 3}, whole{seed{1}, 1};
    from_zero(one, ten), from_zero(three, ten), from_zero(whole, ten, 100);
    CHECK(weights(one) == weights(three));
    CHECK(difference(weights(one), weights(whole)) < 1e-9);
}

struct curved : net<input<6>, dense<5>, hyperbolic_tangent, dropout<0.5>, dense<3>> {};

TEST_CASE("the function is the loss that evaluation tells, with a gradient that is its slope") {
    const counted data;
    const auto set = data.set();
    model<curved, double> m{seed{2}};
    whole_loss f{m, softmax_loss{}, set, {.portion = 9, .l2 = 0.1}};
    CHECK(f.size() == 6 * 5 + 5 + 5 * 3 + 3);
    const std::vector<double> w = f.parameters();
    std::vector<double> g(w.size()), other(w.size());
    const double value = f(w, g);
    CHECK(value == f(w, other));
    for (std::size_t i = 0; i < w.size(); i += 4) {
        auto above = w, below = w;
        above[i] += 1e-6, below[i] -= 1e-6;
        CHECK(std::abs(g[i] - (f(above, other) - f(below, other)) / 2e-6) < 1e-8);
    }
    double price = 0;
    for (const char* name : {"0.weight", "3.weight"})
        for (const double number : std::vector<double>(m.parameter(name).begin(), m.parameter(name).end()))
            price += 0.1 * number * number;
    f.put(w);
    const xt::xtensor<double, 2> y = m.predict(data.x);
    double loss = 0;
    for (std::size_t i = 0; i < counted::samples; ++i) {
        double all = 0;
        for (std::size_t c = 0; c < 3; ++c) all += std::exp(y(i, c));
        loss -= std::log(std::exp(y(i, static_cast<std::size_t>(data.labels(i)))) / all);
    }
    CHECK(value == doctest::Approx(loss / counted::samples + price).epsilon(1e-9));
}

TEST_CASE("a network of float learns numbers by heart") {
    struct small : net<input<1>, dense<8>, hyperbolic_tangent, dense<1>> {};
    xt::xtensor<float, 2> x({21, 1}, 0), t({21, 1}, 0);
    for (std::size_t i = 0; i < 21; ++i) {
        x(i, 0) = static_cast<float>(i) / 10 - 1;
        t(i, 0) = std::sin(3 * x(i, 0));
    }
    model<small> m{seed{4}};
    int told = 0;
    const descent_report r =
        minimize(m, mean_squared_loss{}, array_set{x, t}, lbfgs{.until = {.iterations = 300}}, {.portion = 8},
                 [&](const descent_step& s) { told = s.iteration; });
    CHECK(r.value() < 1e-4 * r.trace.front().value);
    CHECK(told == r.iterations());
    const auto y = m.predict(x);
    double sum = 0;
    for (std::size_t i = 0; i < 21; ++i) sum += std::pow(double(y(i, 0) - t(i, 0)), 2) / 21;
    CHECK(sum == doctest::Approx(r.value()).epsilon(1e-2));
}

TEST_CASE("a set that cannot be is an error, and the model is as it was") {
    counted data;
    model<linear, double> m{seed{3}};
    const auto before = weights(m);
    data.x(20, 2) = HUGE_VAL;
    CHECK_THROWS_AS(minimize(m, softmax_loss{}, data.set(), lbfgs{}), error);
    data.x(20, 2) = 0;
    data.labels(5) = 3;
    CHECK_THROWS_WITH_AS(minimize(m, softmax_loss{}, data.set(), lbfgs{}), doctest::Contains("label"), error);
    data.labels(5) = 0;
    CHECK_THROWS_WITH_AS(minimize(m, softmax_loss{}, data.set(), lbfgs{}, {.portion = 0}),
                         doctest::Contains("portion"), error);
    CHECK_THROWS_WITH_AS(minimize(m, softmax_loss{}, data.set(), lbfgs{}, {.l2 = -1}),
                         doctest::Contains("l2"), error);
    CHECK(weights(m) == before);
}

}  // namespace minimized
