// SPDX-License-Identifier: MIT
#include <strata/architectures/convnext.hpp>

#include <doctest/doctest.h>

#include "../literals/architectures/convnext_tiny.hpp"
#include "like_pytorch.hpp"

using namespace strata;
using namespace strata::test;

TEST_CASE("ConvNeXt gives PyTorch's outputs and gradients") {
    check_like_pytorch<convnext_tiny<10, 64, percent<0>>, double>(pytorch::convnext_tiny, 1e-9);
}
