// SPDX-License-Identifier: MIT
// title: A net without an input
// means: Only the shape of the first sample is stated, all others follow from it. So a net begins with it:
// means: `input<C, H, W>` for images of C channels, H rows and W columns, `input<N>` for vectors of N
// means: numbers.
// lecture: convnets: convolution
// expect sentence: layer 0, conv<6, 5>: a net begins with the shape of one sample; write input<C, H, W> for images or input<N> for vectors first
#include <strata/strata.hpp>
using namespace strata;

#ifdef BROKEN
struct lenet : net<conv<6, 5>, relu, max_pool<2>, flatten, dense<10>> {};  // <- here

int main() {
    model<lenet> m{seed{7}};
    trainer t{m, softmax_loss{}, adam{.rate = 1e-3f}};
    labelled_images train, test;
    t.fit(train, {.epochs = 5, .batch = 64, .validation = test});
    std::cout << summary<lenet>() << evaluate(m, test);
}
#else
struct lenet : net<input<1, 28, 28>, conv<6, 5>, relu, max_pool<2>, flatten, dense<10>> {};

int main() {
    model<lenet> m{seed{7}};
    trainer t{m, softmax_loss{}, adam{.rate = 1e-3f}};
    labelled_images train, test;
    t.fit(train, {.epochs = 5, .batch = 64, .validation = test});
    std::cout << summary<lenet>() << evaluate(m, test);
}
#endif
