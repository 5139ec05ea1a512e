// SPDX-License-Identifier: MIT
// title: A gradient that nobody has asked for
// means: A run computes the gradients that it was told to: of_parameters, of_inputs, of<"tap">. What is not wanted costs nothing,
// means: and is not there.
// lecture: understanding: saliency
// expect sentence: a run: it was not asked for; make the run with of_inputs{} behind the behaviour: network_run r{m, answering{}, of_inputs{}}
#include <strata/strata.hpp>
using namespace strata;

struct small : net<input<784>, dense<100>, relu, dense<10>> {};

#ifdef BROKEN
float slope(model<small>& m, const xt::xtensor<float, 2>& x) {
    network_run r{m, answering{}, of_parameters{}};
    r.forward(x);
    r.backward();
    return r.input_gradient()(0, 0);  // <- here
}
#else
float slope(model<small>& m, const xt::xtensor<float, 2>& x) {
    network_run r{m, answering{}, of_inputs{}};
    r.forward(x);
    r.backward();
    return r.input_gradient()(0, 0);
}
#endif
