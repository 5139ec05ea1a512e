// SPDX-License-Identifier: MIT
#pragma once
/// A training program, of which what it takes to compile is measured: data, a model, a trainer, a few steps.
#include <iostream>
#include <strata/strata.hpp>

namespace strata::bench {

template <class Net>
void train_a_little() {
    using S = typename Net::input_shape;
    std::array<std::size_t, S::rank + 1> extents{64};
    for (std::size_t i = 0; i < static_cast<std::size_t>(S::rank); ++i)
        extents[i + 1] = static_cast<std::size_t>(S::extents[i]);
    xt::xtensor<float, S::rank + 1> x(extents);
    xt::xtensor<int, 1> labels(std::array<std::size_t, 1>{64});
    const random_stream random(seed{3}, 0);
    for (std::size_t i = 0; i < x.size(); ++i) x.data()[i] = static_cast<float>(2 * random.uniform(i) - 1);
    for (int i = 0; i < 64; ++i) labels(i) = i % 10;

    model<Net> m(seed{1});
    trainer t(m, softmax_loss{}, momentum{.rate = 1e-2});
    for (int i = 0; i < 10; ++i) std::cout << t.step(x, labels) << '\n';
}

}  // namespace strata::bench
