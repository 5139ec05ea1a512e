// SPDX-License-Identifier: MIT
// Which pixels speak for a class? The gradient of its score with respect to the image (Simonyan, Vedaldi,
// Zisserman, 2013, section 3), of a network that answers: batch normalization takes what it has measured,
// dropout drops nothing, and every bit of the model stays. Numbers by a formula stand for what was learned.
#include "by_formula.hpp"
#include "pytorch_values.hpp"

using namespace strata;

struct classifier : net<input<2, 6, 6>, conv<4, 3>, batch_norm, relu, dropout<0.5>, flatten, dense<3>> {};

int main() {
    model<classifier> m;
    put_sines(m);
    model<classifier> as_it_was = m;

    network_run run{m, answering{}, of_inputs{}};
    const auto image = cosines(2, 2, 6, 6);
    // [2, 3], a copy: backward needs the memory of the outputs
    const xt::xtensor<float, 2> score = run.forward(image);
    run.gradient()(0, 1) = 1;  // class 1 of the first image, class 2 of the second
    run.gradient()(1, 2) = 1;
    run.backward();
    const auto dx = run.input_gradient();  // [2, 2, 6, 6]

    bool so = finding("score", score(1, 2), pytorch::image_score);
    so &= finding("brightest", xt::amax(xt::abs(dx))(), pytorch::image_brightest);
    so &= finding("all", xt::sum(xt::abs(dx))(), pytorch::image_all);
    so &= finding("one_pixel", dx(1, 0, 3, 2), pytorch::image_one_pixel);
    so &= finding("model_stays", same_bits(m, as_it_was), 1);
    return so ? 0 : 1;
}
