// SPDX-License-Identifier: MIT
#include <strata/architectures/cifar_resnet.hpp>

#include <doctest/doctest.h>

#include "../literals/architectures/resnet20.hpp"
#include "../literals/architectures/resnet32.hpp"
#include "../literals/architectures/resnet56.hpp"
#include "like_pytorch.hpp"

using namespace strata;
using namespace strata::test;

TEST_CASE("ResNets for CIFAR give PyTorch's outputs and gradients") {
    check_like_pytorch<resnet20<>, double>(pytorch::resnet20, 1e-9);
    check_like_pytorch<resnet32<>, double>(pytorch::resnet32, 1e-9);
    check_like_pytorch<resnet56<>, double>(pytorch::resnet56, 1e-9);
    // Where a rectifier's x rounds to the other side of 0, a whole term of a gradient comes or goes.
    check_like_pytorch<resnet20<>, float>(pytorch::resnet20, 1e-2);
}
