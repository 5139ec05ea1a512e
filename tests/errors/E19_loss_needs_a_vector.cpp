// SPDX-License-Identifier: MIT
// title: A loss over scores is fed an image
// means: The softmax loss reads one score for each class. A net that ends in an image has no classes yet:
// means: `flatten` and a dense layer with as many outputs as there are classes make them.
// lecture: losses: softmax loss
// expect sentence: a trainer with softmax_loss, got shape<10, 24, 24>: the loss needs a vector of scores, shape<C>, at the end of the network; write flatten, dense<C> at the end
#include <strata/strata.hpp>
using namespace strata;

#ifdef BROKEN
struct lenet : net<input<1, 28, 28>, conv<10, 5>, relu> {};
int main() {
    model<lenet> m;
    trainer t{m, softmax_loss{}, adam{}};  // <- here
    labelled_images train;
    t.fit(train, {.epochs = 5});
}
#else
struct lenet : net<input<1, 28, 28>, conv<10, 5>, relu, flatten, dense<10>> {};
int main() {
    model<lenet> m;
    trainer t{m, softmax_loss{}, adam{}};
    labelled_images train;
    t.fit(train, {.epochs = 5});
}
#endif
