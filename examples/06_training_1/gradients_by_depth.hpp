// SPDX-License-Identifier: MIT
#pragma once
/// What is left of a gradient behind so many layers.
#include <cmath>
#include <strata/pictures/plot_drawing.hpp>
#include <strata/strata.hpp>
#include <string>
#include <type_traits>

using namespace strata;

/// Depth layers of 100 units, each with the activation behind it.
template <class Activation, int Depth>
struct stack : net<input<100>, repeat<Depth, chain<dense<100>, Activation>>> {};

/// The size of the gradient that comes out at the input, where one of size 1 goes in at the output.
template <class Activation, int Depth>
double gradient_that_arrives(seed s, double scale) {
    using start = std::conditional_t<std::is_same_v<Activation, relu>, he_normal<>, xavier_normal<>>;
    model<stack<Activation, Depth>> m{s, init_all<start>{}, 1};
    network_run run{m, answering{}, of_inputs{}};
    const random_stream random(s, 7);
    xt::xtensor<float, 2> x = xt::empty<float>({64, 100});
    for (std::size_t i = 0; i < x.size(); ++i) x.data()[i] = static_cast<float>(scale * random.normal(i));
    run.forward(x);
    run.gradient() = xt::ones<float>({64, 100}) / 80.0f;  // of size 1
    run.backward();
    double squares = 0;
    for (const float g : run.input_gradient()) squares += static_cast<double>(g) * static_cast<double>(g);
    return std::sqrt(squares);
}
template <class Activation>
curve gradients_by_depth(const std::string& name, seed s, double scale = 1) {
    return {name,
            {1, 2, 4, 6, 8},
            {gradient_that_arrives<Activation, 1>(s, scale), gradient_that_arrives<Activation, 2>(s, scale),
             gradient_that_arrives<Activation, 4>(s, scale), gradient_that_arrives<Activation, 6>(s, scale),
             gradient_that_arrives<Activation, 8>(s, scale)}};
}
