// SPDX-License-Identifier: MIT
// title: Labels that are no array
// means: Labels are an array as the samples are: [N] where each sample has a class, [N, H, W] where each pixel has, [N, L] where
// means: each place of a sequence has. `xt::adapt` gives a `std::vector` its axes, without a copy.
// lecture: losses: softmax loss
// expect: E49_labels_are_no_array
// expect sentence: the labels, got std::vector<int>: they are an array of whole numbers, the classes counted from 0; write xt::adapt(v, {N})
#include <strata/strata.hpp>
using namespace strata;

struct small : net<input<8>, dense<4>, relu, dense<3>> {};

#ifdef BROKEN
int main() {
    model<small> m;
    trainer t{m, softmax_loss{}, adam{}};
    xt::xtensor<float, 2> x({16, 8}, 0.5F);
    std::vector<int> v(16, 2);
    t.fit(x, v, {.epochs = 5});  // <- here
}
#else
int main() {
    model<small> m;
    trainer t{m, softmax_loss{}, adam{}};
    xt::xtensor<float, 2> x({16, 8}, 0.5F);
    std::vector<int> v(16, 2);
    t.fit(x, xt::adapt(v, {16}), {.epochs = 5});
}
#endif
