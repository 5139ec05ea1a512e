// SPDX-License-Identifier: MIT
// title: A state of another network
// means: What a network carries from step to step is a value of the type `state<Net>`: that of another one has other extents.
// means: A run takes it behind its arrays, and so do `predict` and a `predictor`.
// lecture: recurrent networks: truncated backpropagation
// at global scope: the sentence names the network
// expect sentence: a run: the state is of another network, or of other numbers; write state<speaker> of the same type of numbers as the model
#include <strata/strata.hpp>
using namespace strata;

struct speaker : net<input<8, 4>, lstm<16>, dense<4>> {};
struct listener : net<input<8, 4>, lstm<8>, dense<4>> {};

#ifdef BROKEN
float first_word() {
    model<speaker> m;
    network_run r{m, answering{}};
    state<listener> s{2};
    xt::xtensor<float, 3> x({2, 8, 4});
    return r.forward(x, s)(0, 7, 3);  // <- here
}
#else
float first_word() {
    model<speaker> m;
    network_run r{m, answering{}};
    state<speaker> s{2};
    xt::xtensor<float, 3> x({2, 8, 4});
    return r.forward(x, s)(0, 7, 3);
}
#endif
