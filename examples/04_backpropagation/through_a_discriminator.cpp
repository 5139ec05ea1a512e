// SPDX-License-Identifier: MIT
// A generator learns from what another network says of its images (Goodfellow and others, 2014, algorithm 1,
// the second half): the gradient goes through the discriminator, whose parameters stay as they are.
#include "by_formula.hpp"
#include "pytorch_values.hpp"

using namespace strata;

struct generator : net<input<4>, dense<16>, hyperbolic_tangent, reshape<1, 4, 4>> {};
struct discriminator : net<input<1, 4, 4>, conv<3, 3>, leaky_relu<0.2>, flatten, dense<1>> {};

int main() {
    model<generator> g;
    model<discriminator> d;
    put_sines(g), put_sines(d);
    model<discriminator> as_it_was = d;

    network_run make{g, learning{}, of_parameters{}};
    network_run judge{d, learning{}, of_inputs{}};  // no gradient of a parameter is computed
    optimizer o{g, adam{.rate = 1e-2}};
    const auto noise = cosines(3, 4);
    double loss = 0, first = 0;
    for (int step = 0; step < 10; ++step) {
        const auto image = make.forward(noise);
        const auto score = judge.forward(image);
        loss = xt::mean(xt::log1p(xt::exp(-score)))();  // small where the images are taken for real ones
        judge.gradient() = -1 / (1 + xt::exp(score)) / 3;
        judge.backward();
        make.gradient() = judge.input_gradient();
        make.backward();
        o.update(make.gradients());
        if (step == 0) first = loss;
    }
    bool so = finding("first_loss", first, pytorch::generator_first_loss);
    so &= finding("last_loss", loss, pytorch::generator_last_loss);
    so &= finding("weight", g.parameter("0.weight")(7, 2), pytorch::generator_weight);
    so &= finding("discriminator_stays", same_bits(d, as_it_was), 1);
    return so ? 0 : 1;
}
