// SPDX-License-Identifier: MIT
// title: A batch that is no array
// means: A `std::vector`, a `std::array` or a pointer is a row of numbers: how many samples they are, and how high and wide,
// means: it does not say. `xt::adapt` gives such numbers axes, without a copy; lists of lists are copied into an
// means: `xt::xtensor`. The same holds of `predict`, `fit`, `step` and a `predictor`.
// lecture: classification: data-driven API
// expect: E48_not_an_array
// expect sentence: a batch, got std::vector<float>: a batch is an array that knows its axes, and this does not; write xt::adapt(v, {N, 1, 28, 28}), where N counts the samples
#include <strata/strata.hpp>
using namespace strata;

struct lenet : net<input<1, 28, 28>, conv<6, 5>, relu, flatten, dense<10>> {};

#ifdef BROKEN
int main() {
    model<lenet> m;
    std::vector<float> v(784);
    std::cout << m.predict(v)(0, 3);  // <- here
}
#else
int main() {
    model<lenet> m;
    std::vector<float> v(784);
    std::cout << m.predict(xt::adapt(v, {1, 1, 28, 28}))(0, 3);
}
#endif
