// SPDX-License-Identifier: MIT
// The result of a call that is refused, used in the same expression and behind it: nothing more is said.
// expect sentence: a batch, got an array of rank 3: the network takes samples of shape<1, 28, 28>
// expect words: E22_batch_of_the_wrong_rank
#include <strata/strata.hpp>
using namespace strata;

struct lenet : net<input<1, 28, 28>, conv<6, 5>, relu, flatten, dense<10>> {};

int main() {
    model<lenet> m;
#ifdef BROKEN
    const xt::xtensor<float, 3> images({1, 28, 28});
#else
    const xt::xtensor<float, 4> images({1, 1, 28, 28});
#endif
    const xt::xtensor<float, 2> y = xt::exp(m.predict(images));  // <- here
    std::cout << y(0, 3) << y.shape()[0];
}
