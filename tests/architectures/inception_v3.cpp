// SPDX-License-Identifier: MIT
#include <strata/architectures/inception_v3.hpp>

#include <doctest/doctest.h>

#include "../literals/architectures/inception_v3.hpp"
#include "like_pytorch.hpp"

using namespace strata;
using namespace strata::test;

static_assert(inception_v3<>::parameters == 27'161'264);

TEST_CASE("Inception v3 and its auxiliary classifier give PyTorch's outputs and gradients") {
    check_like_pytorch<inception_v3<10, percent<0>>, double>(pytorch::inception_v3, 1e-9);
}
