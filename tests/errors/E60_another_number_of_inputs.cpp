// SPDX-License-Identifier: MIT
// title: Another number of arrays than the network has inputs
// means: A network of several inputs takes an array for each, in the order of its list: `inputs(x1, x2)` hands them to
// means: `predict`, a `predictor`, `fit` and `step` in one argument. A `network_run` takes them one by one.
// lecture: generative models: conditional generation
// expect sentence: a batch, got 1 array: the network has 2 inputs; write inputs(x1, x2), with an array for each of them in the order of its list
// expect words: array_count<1>
#include <strata/strata.hpp>
using namespace strata;

struct pictures_of_a_class : net<input<16>, named<"label", input<10>>,
                                 concat<chain<>, from<"label">>, dense<144>> {};

#ifdef BROKEN
float first_pixel(const xt::xtensor<float, 2>& noise, const xt::xtensor<float, 2>&) {
    model<pictures_of_a_class> m;
    return m.predict(noise)(0, 0);  // <- here
}
#else
float first_pixel(const xt::xtensor<float, 2>& noise, const xt::xtensor<float, 2>& label) {
    model<pictures_of_a_class> m;
    return m.predict(inputs(noise, label))(0, 0);
}
#endif
