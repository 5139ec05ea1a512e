// SPDX-License-Identifier: MIT
// title: A trainer without a loss or an update rule
// means: A trainer needs a model, a loss that says how wrong an answer is, and a rule that says how the
// means: parameters move; in this order.
// lecture: optimization: gradient descent
// expect sentence: a trainer with adam, softmax_loss: the second argument of a trainer is a loss and the third an update rule: trainer t{m, softmax_loss{}, adam{}}
#include <strata/strata.hpp>
using namespace strata;

struct small : net<input<784>, dense<10>> {};

#ifdef BROKEN
int main() {
    model<small> m;
    trainer t{m, adam{}, softmax_loss{}};  // <- here
}
#else
int main() {
    model<small> m;
    trainer t{m, softmax_loss{}, adam{}};
}
#endif
