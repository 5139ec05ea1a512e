// SPDX-License-Identifier: MIT
// A wrong list that nothing derives from: g++ says nothing of it before it is used.
// expect sentence: layer 3, dense<10>, got shape<6, 14, 14>: it needs a vector, shape<N>; write flatten, dense<10> (docs/errors.md#e03)
// expect words: E03_layer_needs_a_vector
#include <strata/strata.hpp>
using namespace strata;

#ifdef BROKEN
using lenet = net<input<1, 32, 32>, conv<6, 5>, relu, max_pool<2>, dense<10>>;  // <- here
#else
using lenet = net<input<1, 32, 32>, conv<6, 5>, relu, max_pool<2>, flatten, dense<10>>;
#endif
static_assert(lenet::parameters == 11'926 && lenet::workspace_bytes<training>(64) > 0);  // <- here (c++26)

int main() {
    model<lenet> m{seed{7}};  // <- here (g++)
    trainer t{m, softmax_loss{}, adam{.rate = 1e-3f}};
    labelled_images train, test;
    t.fit(train, {.epochs = 5, .batch = 64, .validation = test});
    std::cout << evaluate(m, test);
}
