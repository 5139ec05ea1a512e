// SPDX-License-Identifier: MIT
// title: A softmax over a single class
// means: Softmax shares out a probability of 1 among the classes. With one class there is nothing to share:
// means: it is always sure, the loss is always 0, and nothing is learned.
// lecture: losses: softmax loss
// expect sentence: a trainer with softmax_loss, got shape<1>: with one class the probability is always 1 and the loss always 0; end in dense<C> with C the number of classes, 2 or more
#include <strata/strata.hpp>
using namespace strata;

#ifdef BROKEN
struct yes_or_no : net<input<784>, dense<100>, relu, dense<1>> {};
int main() {
    model<yes_or_no> m;
    trainer t{m, softmax_loss{}, adam{}};  // <- here
}
#else
struct yes_or_no : net<input<784>, dense<100>, relu, dense<2>> {};
int main() {
    model<yes_or_no> m;
    trainer t{m, softmax_loss{}, adam{}};
}
#endif
