// SPDX-License-Identifier: MIT
#include <strata/layers/relu.hpp>

#include <limits>

#include "../literals/relu.hpp"
#include "fused_like_unfused.hpp"
#include "like_pytorch.hpp"
#include "partial_batches.hpp"
#include "refuses.hpp"
#include "right_gradients.hpp"

using namespace strata;
using namespace strata::test;

static_assert(makes<relu, shape<3, 5, 7>, shape<3, 5, 7>>);
static_assert(makes<relu, shape<17>, shape<17>>);
static_assert(Pointwise<relu>);

TEST_CASE("the rectifier gives PyTorch's values and gradients") {
    check_like_pytorch<net<input<3, 3, 5>, relu>>(pytorch::relu);
}

TEST_CASE("the rectifier's gradients are those of centred differences over awkward sizes") {
    check_gradients_right<net<input<1>, relu>>(3);
    check_gradients_right<net<input<17, 5, 7>, relu>>();
}

TEST_CASE("the rectifier has no slope at zero and lets a NaN through") {
    auto run = pass<float>::of<net<input<3>, relu>>(1);
    const auto y = run.forward(1, {0, -0.0F, std::numeric_limits<float>::quiet_NaN()});
    CHECK(y[0] == 0);
    CHECK(y[1] == 0);
    CHECK(std::isnan(y[2]));
    const auto dx = run.backward({1, 1, 1});
    CHECK(dx[0] == 0);
    CHECK(dx[1] == 0);
}

TEST_CASE("rectifiers one behind the other are the same joined and layer by layer") {
    check_fused_like_unfused<net<input<17>, relu, relu>>();
}

TEST_CASE("the rectifier does the same for a sample whatever the batch it is in") {
    check_partial_batches<net<input<17>, relu>>();
}
