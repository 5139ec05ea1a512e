// SPDX-License-Identifier: MIT
// A loop of one's own: the loss is a lambda over arrays, and forward, backward and update are called one by
// one. It learns numbers with Huber's loss (Huber, 1964), which grows by the square near 0 and by the
// distance further out.
#include "by_formula.hpp"
#include "pytorch_values.hpp"

using namespace strata;

struct regression : net<input<3>, dense<8>, hyperbolic_tangent, dense<2>> {};

int main() {
    model<regression> m;
    put_sines(m);
    const auto x = cosines(5, 3);
    const xt::xtensor<float, 2> t = 3 * cosines(5, 2);

    const auto huber = [](const auto& y, const auto& truth) {
        const auto apart = xt::eval(y - truth), far = xt::eval(xt::abs(apart));
        const double loss = xt::mean(xt::where(far < 1.0f, apart * apart / 2, far - 0.5f))();
        return std::pair{loss, xt::eval(xt::clip(apart, -1.0f, 1.0f) / apart.size())};  // and its gradient
    };
    network_run run{m, learning{}, of_parameters{}};
    optimizer o{m, adam{.rate = 1e-2, .weight_decay = 1e-2}, clip_by_norm{.most = 0.5}};
    o.select("*.bias").decay(0);
    double first = 0, last = 0;
    for (int step = 0; step < 50; ++step) {
        const auto [loss, dy] = huber(run.forward(x), t);
        run.gradient() = dy;
        run.backward();
        o.update(run.gradients());
        (step == 0 ? first : last) = loss;
    }
    bool so = finding("first_loss", first, pytorch::loop_first_loss);
    so &= finding("last_loss", last, pytorch::loop_last_loss);
    so &= finding("weight", m.parameter("0.weight")(5, 1), pytorch::loop_weight);
    so &= finding("bias", m.parameter("2.bias")(1), pytorch::loop_bias);
    return so ? 0 : 1;
}
