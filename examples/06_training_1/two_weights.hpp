// SPDX-License-Identifier: MIT
#pragma once
/// Two weights that learn a difference of two numbers.
#include <cmath>
#include <strata/pictures/plot_drawing.hpp>
#include <strata/strata.hpp>
#include <string>

using namespace strata;

struct unit : net<input<2>, dense<1, no_bias>> {};

/// The way of two weights from (0, 0) to (1, -1), a sample a step; the inputs are of one sign or of both.
struct way {
    curve path;
    double one_sign = 0;  ///< the share of steps that move both weights in one direction, in per cent
    double steps = 0;     ///< until the weights are within 0.1
};
inline way to_the_weights(const std::string& name, bool centred, seed from, int most) {
    model<unit> m;
    m.parameter("0.weight") = xt::xtensor<float, 2>{{0, 0}};
    trainer t{m, mean_squared_loss{}, sgd{.rate = 0.25}};
    const random_stream random(from, 3);
    way w{{name, {0}, {0}}};
    for (int step = 0; step < most; ++step) {
        const auto k = 2 * static_cast<std::uint64_t>(step);
        const auto number = [&](std::uint64_t i) {
            return static_cast<float>(random.uniform(k + i) * (centred ? 2 : 1) - (centred ? 1 : 0));
        };
        const float a = number(0), b = number(1);
        t.step(xt::xtensor<float, 2>{{a, b}}, xt::xtensor<float, 2>{{a - b}});
        const double x = static_cast<double>(m.parameter("0.weight")(0, 0)),
                     y = static_cast<double>(m.parameter("0.weight")(0, 1));
        w.one_sign += (x - w.path.x.back()) * (y - w.path.y.back()) >= 0;
        w.path.x.push_back(x), w.path.y.push_back(y), w.steps = step + 1;
        if (std::hypot(x - 1, y + 1) < 0.1) break;
    }
    w.one_sign *= 100 / w.steps;
    return w;
}
