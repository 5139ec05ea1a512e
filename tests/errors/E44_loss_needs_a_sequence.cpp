// SPDX-License-Identifier: MIT
// title: A loss over places is fed something else
// means: The softmax loss over places reads a score for each class at every place of a sequence, and has a class for each to
// means: compare it with: the letter that comes next. A net that ends in a vector has one answer for the whole sequence: it
// means: should keep its places to the end, or have the loss over whole samples.
// lecture: recurrent: many to many
// expect sentence: a trainer with place_softmax_loss, got shape<65>: the loss needs scores at every place, shape<L, C>, at the end of the network; end in dense<C> over a sequence, with C the number of classes, or take softmax_loss, which asks for one class a sample
#include <strata/strata.hpp>
using namespace strata;

#ifdef BROKEN
struct letters : net<input<64>, embedding<65, 32>, lstm<128>, flatten, dense<65>> {};
int main() {
    model<letters> m;
    trainer t{m, place_softmax_loss{}, adam{}};  // <- here
    const xt::xtensor<float, 2> text = xt::zeros<float>({8, 64});
    const xt::xtensor<int, 2> next = xt::zeros<int>({8, 64});
    t.step(text, next);
}
#else
struct letters : net<input<64>, embedding<65, 32>, lstm<128>, dense<65>> {};
int main() {
    model<letters> m;
    trainer t{m, place_softmax_loss{}, adam{}};
    const xt::xtensor<float, 2> text = xt::zeros<float>({8, 64});
    const xt::xtensor<int, 2> next = xt::zeros<int>({8, 64});
    t.step(text, next);
}
#endif
