// SPDX-License-Identifier: MIT
// title: A state of another network
// means: What a network carries from step to step is a value of the type `state<Net>`: that of another one has other extents.
// lecture: recurrent networks: truncated backpropagation
// expect sentence: a run: the state is of another network, or of other numbers; write state<speaker>, with the run's type of numbers
#include <strata/strata.hpp>
using namespace strata;

struct speaker : net<input<8, 4>, lstm<16>, dense<4>> {};
struct listener : net<input<8, 4>, lstm<8>, dense<4>> {};

#ifdef BROKEN
void speak(model<speaker>& m, const xt::xtensor<float, 3>& x, state<listener>& s) {
    network_run r{m, answering{}};
    r.forward(x, s);  // <- here
}
#else
void speak(model<speaker>& m, const xt::xtensor<float, 3>& x, state<speaker>& s) {
    network_run r{m, answering{}};
    r.forward(x, s);
}
#endif
