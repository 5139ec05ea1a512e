// SPDX-License-Identifier: MIT
// A program that only answers.
#include <iostream>
#include <strata/strata.hpp>

using namespace strata;

struct lenet : net<input<1, 28, 28>, conv<6, 5, pad<2>>, relu, max_pool<2>, conv<16, 5>, relu, max_pool<2>,
                   flatten, dense<120>, relu, dense<84>, relu, dense<10>> {};

int main() {
    const model<lenet> m{seed{7}};
    predictor answer{m};
    for (const float score : answer(xt::xtensor<float, 4>(xt::zeros<float>({1, 1, 28, 28}))))
        std::cout << score << ' ';
    std::cout << '\n';
}
