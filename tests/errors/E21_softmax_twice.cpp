// SPDX-License-Identifier: MIT
// title: Softmax twice
// means: `softmax_loss` turns scores into probabilities itself, in the way that cannot overflow. A softmax
// means: layer before it would squash the scores into [0, 1] first, and the network would learn slowly and
// means: badly.
// lecture: losses: softmax loss
// expect sentence: a trainer with softmax_loss, got shape<10>: softmax_loss takes scores and applies softmax itself; take the softmax layer off the end of the net
#include <strata/strata.hpp>
using namespace strata;

#ifdef BROKEN
struct digits : net<input<784>, dense<100>, relu, dense<10>, softmax> {};
int main() {
    model<digits> m;
    trainer t{m, softmax_loss{}, adam{}};  // <- here
}
#else
struct digits : net<input<784>, dense<100>, relu, dense<10>> {};
int main() {
    model<digits> m;
    trainer t{m, softmax_loss{}, adam{}};
}
#endif
