// SPDX-License-Identifier: MIT
// title: What fit cannot take
// means: `fit` takes a set with labels, or samples and their labels, and then options by their names, each of which may be left
// means: out. It is refused with options that it does not have, without labels, with a set whose labels are not those of the
// means: loss, and with another number of arrays than the losses compare with.
// lecture: optimization: gradient descent
// expect: E50_nothing_to_fit
// expect sentence: fit: it has no option of this name; the options are, in this order, .epochs, .batch (how many samples a step takes), .validation, .augment, .order, .workers, .progress, .callbacks; the rate of learning is one of the update rule, adam{.rate = 1e-3}
#include <strata/strata.hpp>
using namespace strata;

struct small : net<input<1, 28, 28>, conv<6, 5>, relu, flatten, dense<10>> {};

#ifdef BROKEN
void train(const labelled_images& set) {
    model<small> m;
    trainer t{m, softmax_loss{}, adam{}};
    t.fit(set, {.epochs = 5, .batch_size = 32});  // <- here
}
#else
void train(const labelled_images& set) {
    model<small> m;
    trainer t{m, softmax_loss{}, adam{}};
    t.fit(set, {.epochs = 5, .batch = 32});
}
#endif
