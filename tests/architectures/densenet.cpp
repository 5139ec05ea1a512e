// SPDX-License-Identifier: MIT
#include <strata/architectures/densenet.hpp>

#include <doctest/doctest.h>

#include "../literals/architectures/densenet121.hpp"
#include "like_pytorch.hpp"

using namespace strata;
using namespace strata::test;

// The number of parameters does not depend on the size of the image, and the network is resolved once.
using small = densenet121<1000, 64>;
static_assert(small::parameters == 7'978'856);

TEST_CASE("DenseNet-121 gives PyTorch's outputs and gradients") {
    check_like_pytorch<small, double>(pytorch::densenet121, 1e-9);
}
