// SPDX-License-Identifier: MIT
// title: An array that is no batch of samples
// means: A net takes many samples at once. They lie in one array with an axis more than a sample has; the
// means: first axis counts them. One image is a batch of one: [1, C, H, W].
// lecture: classification: data-driven API
// expect sentence: a batch, got an array of rank 3: the network takes samples of shape<1, 28, 28>, so a batch of them is an array of rank 4, whose first axis counts the samples
#include <strata/strata.hpp>
using namespace strata;

struct lenet : net<input<1, 28, 28>, conv<6, 5>, relu, flatten, dense<10>> {};

#ifdef BROKEN
int main() {
    model<lenet> m;
    xt::xtensor<float, 3> image({1, 28, 28});
    std::cout << m.predict(image)(0, 3);  // <- here
}
#else
int main() {
    model<lenet> m;
    xt::xtensor<float, 4> images({1, 1, 28, 28});
    std::cout << m.predict(images)(0, 3);
}
#endif
