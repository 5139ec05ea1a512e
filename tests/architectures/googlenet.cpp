// SPDX-License-Identifier: MIT
#include <strata/architectures/googlenet.hpp>

#include <doctest/doctest.h>

#include "../literals/architectures/googlenet.hpp"
#include "like_pytorch.hpp"

using namespace strata;
using namespace strata::test;

static_assert(googlenet<>::parameters == 13'004'888);

TEST_CASE("GoogLeNet and its auxiliary classifiers give PyTorch's outputs and gradients") {
    check_like_pytorch<googlenet<10, percent<0>, percent<0>>, double>(pytorch::googlenet, 1e-9);
}
