// SPDX-License-Identifier: MIT
// title: A dense layer is fed an image
// means: A dense layer multiplies one long vector by a matrix. What comes in here is still an image with
// means: channels, rows and columns. `flatten` writes its numbers one behind the other.
// lecture: convnets: fully connected
// expect sentence: layer 3, dense<10>, got shape<6, 12, 12>: it needs a vector, shape<N>; write flatten, dense<10>
#include <strata/strata.hpp>
using namespace strata;

#ifdef BROKEN
struct lenet : net<input<1, 28, 28>, conv<6, 5>, relu, max_pool<2>, dense<10>> {};  // <- here
static_assert(lenet::parameters == 8'806);

int main() {
    model<lenet> m{seed{7}};
    trainer t{m, softmax_loss{}, adam{.rate = 1e-3f}};
    labelled_images train, test;
    t.fit(train, {.epochs = 5, .batch = 64, .validation = test});
    std::cout << summary<lenet>() << evaluate(m, test);
}
#else
struct lenet : net<input<1, 28, 28>, conv<6, 5>, relu, max_pool<2>, flatten, dense<10>> {};
static_assert(lenet::parameters == 8'806);

int main() {
    model<lenet> m{seed{7}};
    trainer t{m, softmax_loss{}, adam{.rate = 1e-3f}};
    labelled_images train, test;
    t.fit(train, {.epochs = 5, .batch = 64, .validation = test});
    std::cout << summary<lenet>() << evaluate(m, test);
}
#endif
