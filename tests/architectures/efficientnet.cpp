// SPDX-License-Identifier: MIT
#include <strata/architectures/efficientnet.hpp>

#include <doctest/doctest.h>

#include "../literals/architectures/efficientnet_b0.hpp"
#include "like_pytorch.hpp"

using namespace strata;
using namespace strata::test;

static_assert(efficientnet_b0<>::parameters == 5'288'548);

TEST_CASE("EfficientNet-B0 gives PyTorch's outputs and gradients") {
    check_like_pytorch<efficientnet_b0<10, 64, percent<0>, percent<0>>, double>(pytorch::efficientnet_b0,
                                                                                1e-9);
}
