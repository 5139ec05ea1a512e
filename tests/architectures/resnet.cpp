// SPDX-License-Identifier: MIT
#include <strata/architectures/resnet.hpp>

#include <doctest/doctest.h>

#include "../literals/architectures/resnet18.hpp"
#include "../literals/architectures/resnet34.hpp"
#include "../literals/architectures/resnet50.hpp"
#include "like_pytorch.hpp"

using namespace strata;
using namespace strata::test;

TEST_CASE("ResNets for ImageNet give PyTorch's outputs and gradients") {
    check_like_pytorch<resnet18<10, 64>, double>(pytorch::resnet18, 1e-9);
    check_like_pytorch<resnet34<10, 64>, double>(pytorch::resnet34, 1e-9);
    check_like_pytorch<resnet50<10, 64>, double>(pytorch::resnet50, 1e-9);
}
