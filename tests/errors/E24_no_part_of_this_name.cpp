// SPDX-License-Identifier: MIT
// title: No part of this name
// means: A parameter is called by where it stands, `0.weight`, or by the name its part was given,
// means: `stem.weight`. The message lists the names that there are.
// lecture: understanding: filters
// expect sentence: the parameters: none is called `conv1.weight`; there are stem.weight, stem.bias, 3.weight, 3.bias
#include <strata/strata.hpp>
using namespace strata;

struct lenet : net<input<1, 28, 28>, named<"stem", conv<6, 5>>, relu, flatten, dense<10>> {};

#ifdef BROKEN
int main() {
    model<lenet> m;
    std::cout << m.parameter<"conv1.weight">()(0, 0, 2, 2);  // <- here
}
#else
int main() {
    model<lenet> m;
    std::cout << m.parameter<"stem.weight">()(0, 0, 2, 2);
}
#endif
