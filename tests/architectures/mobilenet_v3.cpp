// SPDX-License-Identifier: MIT
#include <strata/architectures/mobilenet_v3.hpp>

#include <doctest/doctest.h>

#include "../literals/architectures/mobilenet_v3_small.hpp"
#include "like_pytorch.hpp"

using namespace strata;
using namespace strata::test;

TEST_CASE("MobileNet, third and small, gives PyTorch's outputs and gradients") {
    check_like_pytorch<mobilenet_v3_small<10, 64, percent<0>>, double>(pytorch::mobilenet_v3_small, 1e-9);
}
