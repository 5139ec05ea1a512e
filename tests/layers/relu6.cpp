// SPDX-License-Identifier: MIT
#include <strata/layers/relu6.hpp>

#include <limits>

#include <strata/layers/convolution.hpp>

#include "../literals/relu6.hpp"
#include "fused_like_unfused.hpp"
#include "like_pytorch.hpp"
#include "partial_batches.hpp"
#include "refuses.hpp"
#include "right_gradients.hpp"

using namespace strata;
using namespace strata::test;

static_assert(makes<relu6, shape<3, 5, 7>, shape<3, 5, 7>> && makes<relu6, shape<17>, shape<17>>);
static_assert(Pointwise<relu6>);

TEST_CASE("the rectifier with a ceiling gives PyTorch's values and gradients") {
    check_like_pytorch<net<input<3, 3, 5>, relu6>>(pytorch::relu6);
}

TEST_CASE("its gradients are those of centred differences over awkward sizes") {
    check_gradients_right<net<input<1>, relu6>>(3);
    check_gradients_right<net<input<3, 5, 7>, conv<17, 3>, relu6>>();
}

TEST_CASE("it has no slope at zero and at six and lets a NaN through") {
    auto run = pass<float>::of<net<input<4>, relu6>>(1);
    const auto y = run.forward(1, {0, 6, 7, std::numeric_limits<float>::quiet_NaN()});
    CHECK(y[0] == 0);
    CHECK(y[1] == 6);
    CHECK(y[2] == 6);
    CHECK(std::isnan(y[3]));
    const auto dx = run.backward({1, 1, 1, 1});
    CHECK(dx[0] == 0);
    CHECK(dx[1] == 0);
    CHECK(dx[2] == 0);
}

TEST_CASE(
    "it does the same behind a convolution as layer by layer, and for a sample whatever the batch it is in") {
    check_fused_like_unfused<net<input<3, 4, 5>, conv<17, 3>, relu6>>();
    check_partial_batches<net<input<17>, relu6>>();
}
