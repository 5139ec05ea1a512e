// SPDX-License-Identifier: MIT
#include "../../examples/04_backpropagation/lecture_graphs.hpp"

#include <doctest/doctest.h>
#include <strata/training/check_layer.hpp>

#include <vector>

#include "../literals/lecture_graphs.hpp"

namespace of_the_lecture {

using namespace strata;

xt::xtensor<double, 2> one(double v) { return {{v}}; }

/// f, and its gradients with respect to the inputs in their order.
template <class Net, class... X>
std::vector<double> gradients_of(const X&... x) {
    model<Net, double> m;
    network_run run{m, answering{}, of_inputs{}};
    std::vector<double> all;
    const auto append = [&](const auto& array) { all.insert(all.end(), array.begin(), array.end()); };
    append(run.forward(x...));
    run.gradient()(0, 0) = 1;
    run.backward();
    [&]<std::size_t... K>(std::index_sequence<K...>) {
        (append(run.template input_gradient<static_cast<int>(K)>()), ...);
    }
    (std::index_sequence_for<X...>{});
    return all;
}

void check_near(const std::vector<double>& found, const std::vector<double>& expected,
                double within = 1e-12) {
    REQUIRE(found.size() == expected.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
        CAPTURE(i);
        CHECK(found[i] == doctest::Approx(expected[i]).epsilon(within));
    }
}

}  // namespace of_the_lecture

TEST_CASE("(x + y) z at (-2, 5, -4) is -12, and its gradients are -4, -4 and 3") {
    using namespace of_the_lecture;
    const auto found = gradients_of<lecture::sum_times>(one(-2), one(5), one(-4));
    CHECK(found == std::vector<double>{-12, -4, -4, 3});
    CHECK(found == test::pytorch::sum_times);
}

TEST_CASE("a sigmoid of w x + b has the lecture's gradients, gate by gate and as one gate") {
    using namespace of_the_lecture;
    const auto by_gates = gradients_of<lecture::sigmoid_by_gates>(one(2), one(-1), one(-3), one(-2), one(-3));
    check_near(by_gates, {0.73, -0.20, 0.39, -0.39, -0.59, 0.20}, 0.02);
    check_near(by_gates, test::pytorch::sigmoid_of_a_line);
    check_near(gradients_of<lecture::sigmoid_as_one>(one(2), one(-1), one(-3), one(-2), one(-3)),
               test::pytorch::sigmoid_of_a_line);
}

TEST_CASE("the gradient between the gates of a sigmoid goes 1, -0.53, -0.53, -0.20, 0.20") {
    using namespace of_the_lecture;
    model<lecture::sigmoid_by_gates, double> m;
    network_run run{m, answering{}, of<"1 + exp">{}, of<"exp">{}, of<"-s">{}, of<"s">{}, watch<"exp">{}};
    run.forward(one(2), one(-1), one(-3), one(-2), one(-3));
    CHECK(run.value<"exp">()(0, 0) == doctest::Approx(0.37).epsilon(0.01));
    run.gradient()(0, 0) = 1;
    run.backward();
    const double y = 1 / (1 + std::exp(-1.0));
    check_near({run.gradient_of<"1 + exp">()(0, 0), run.gradient_of<"exp">()(0, 0),
                run.gradient_of<"-s">()(0, 0), run.gradient_of<"s">()(0, 0)},
               {-y * y, -y * y, -y * (1 - y), y * (1 - y)});
    CHECK(run.gradient_of<"exp">()(0, 0) == doctest::Approx(-0.53).epsilon(0.01));
}

TEST_CASE("the gradients of the squared norm of W x are 2 q x^T and W^T 2 q") {
    using namespace of_the_lecture;
    const xt::xtensor<double, 3> x{{{0.2, 0.4}}}, W{{{0.1, 0.5}, {-0.3, 0.8}}};
    const auto found = gradients_of<lecture::squared_norm>(x, W);
    check_near(found, {0.116, -0.112, 0.636, 0.088, 0.176, 0.104, 0.208});
    check_near(found, test::pytorch::squared_norm);
}

TEST_CASE("a sum distributes its gradient, a maximum routes it, a product switches it") {
    using namespace of_the_lecture;
    model<lecture::three_gates, double> m;
    network_run run{m, answering{}, of<"x y">{}, of<"max">{}, of<"x">{}, of<"y">{}, of<"z">{}, of<"w">{}};
    run.forward(one(3), one(-4), one(2), one(-1));
    run.gradient()(0, 0) = 1;
    run.backward();
    CHECK(run.gradient_of<"x y">()(0, 0) == 2);
    CHECK(run.gradient_of<"max">()(0, 0) == 2);
    CHECK(run.gradient_of<"x">()(0, 0) == -8);
    CHECK(run.gradient_of<"y">()(0, 0) == 6);
    CHECK(run.gradient_of<"z">()(0, 0) == 2);
    CHECK(run.gradient_of<"w">()(0, 0) == 0);
    CHECK(gradients_of<lecture::three_gates>(one(3), one(-4), one(2), one(-1)) == test::pytorch::three_gates);
}

TEST_CASE("a number that goes two ways has the sum of the gradients that come back") {
    using namespace of_the_lecture;
    CHECK(gradients_of<lecture::two_ways>(one(3), one(-4), one(2)) == std::vector<double>{-3, 2, 3, 0});
    CHECK(test::pytorch::two_ways == std::vector<double>{-3, 2, 3, 0});
    check_near(gradients_of<lecture::in_stages>(one(3), one(-4)), test::pytorch::in_stages);
}

TEST_CASE("the lecture's gates have the slopes that they say") {
    CHECK(strata::check_layer<gates::negation>().passed());
    CHECK(strata::check_layer<gates::exponential>().passed());
    CHECK(strata::check_layer<gates::plus_one>().passed());
    CHECK(strata::check_layer<gates::doubled>().passed());
}
