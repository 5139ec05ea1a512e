// SPDX-License-Identifier: MIT
// title: A model of what is no network
// means: A model, a summary and a check of gradients are of a network: a `net<...>` that begins with its input, or
// means: a struct that derives from one. A layer, a `chain` or a number is none. An empty struct of your own is refused
// means: as well, but only when the compiler has read the whole file and has nothing else to say: that is what it
// means: makes of a network whose list it could not read, and then the error before is the one to repair.
// lecture: convnets: convolution
// expect: E47_not_a_network
// expect sentence: chain<conv<6, 5>, relu>: this is no network; derive one from net<input<C, H, W>, ...>, or give it a name: using mine = net<input<C, H, W>, ...>
// found inside: the class of the model
#include <strata/strata.hpp>
using namespace strata;

using layers = chain<conv<6, 5>, relu>;

#ifdef BROKEN
int main() {
    model<layers> m;  // <- here
    xt::xtensor<float, 4> images({1, 1, 28, 28});
    std::cout << m.predict(images)(0, 3);
}
#else
int main() {
    model<net<input<1, 28, 28>, layers>> m;
    xt::xtensor<float, 4> images({1, 1, 28, 28});
    std::cout << m.predict(images)(0, 3);
}
#endif
