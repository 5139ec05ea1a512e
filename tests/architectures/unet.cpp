// SPDX-License-Identifier: MIT
#include <strata/architectures/unet.hpp>

#include <doctest/doctest.h>

#include "../literals/architectures/unet.hpp"
#include "like_pytorch.hpp"

using namespace strata;
using namespace strata::test;

static_assert(unet<>::parameters == 31'030'658);
static_assert(std::is_same_v<type_at<output_values<unet<>>, 0>::shape_type, shape<2, 388, 388>>);

TEST_CASE("U-Net gives PyTorch's outputs and gradients") {
    check_like_pytorch<unet<2, 188, 1, 8>, double>(pytorch::unet, 1e-9);
}
