// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <strata/strata.hpp>
#include <strata/training/gradient_check.hpp>

#include "../literals/sequences.hpp"
#include "like_pytorch.hpp"

using namespace strata;

TEST_CASE("softmax makes probabilities of scores, over the channels of each place") {
    model<net<input<3>, softmax>, double> m;
    const auto y = m.predict(xt::xtensor<double, 2>{{1, 2, 3}, {1000, 1000, -1000}});
    // torch.softmax of the same numbers
    CHECK(y(0, 0) == doctest::Approx(0.0900305731703805));
    CHECK(y(0, 1) == doctest::Approx(0.2447284710547977));
    CHECK(y(0, 2) == doctest::Approx(0.6652409557748219));
    CHECK(y(1, 0) == 0.5);
    CHECK(y(1, 2) == 0);
}

TEST_CASE("softmax has the gradient that centred differences say") {
    CHECK(check_gradients<net<input<7>, softmax>>().passed());
    CHECK(check_gradients<net<input<3, 2, 4>, softmax, conv<2, 1>>>().passed());
    CHECK(check_gradients<net<input<1>, dense<1>, residual<softmax>>>().passed());
}

TEST_CASE("softmax of a sequence makes the features of each place probabilities, as PyTorch's does") {
    test::check_like_pytorch<net<input<3, 5>, softmax>>(test::pytorch::softmax_sequence);
    CHECK(check_gradients<net<input<3, 7>, softmax>>().passed());
}
