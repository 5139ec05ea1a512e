// SPDX-License-Identifier: MIT
#include <strata/architectures/squeezenet.hpp>

#include <doctest/doctest.h>

#include <strata/architectures/mobilenet_v1.hpp>
#include <strata/architectures/mobilenet_v2.hpp>

#include "../literals/architectures/mobilenet_v1.hpp"
#include "../literals/architectures/mobilenet_v2.hpp"
#include "../literals/architectures/squeezenet.hpp"
#include "like_pytorch.hpp"

using namespace strata;
using namespace strata::test;

TEST_CASE("SqueezeNet and MobileNet, first and second, give PyTorch's outputs and gradients") {
    check_like_pytorch<squeezenet<10, 64, percent<0>>, double>(pytorch::squeezenet, 1e-9);
    check_like_pytorch<mobilenet_v1<10, 64>, double>(pytorch::mobilenet_v1, 1e-9);
    check_like_pytorch<mobilenet_v2<10, 64, percent<0>>, double>(pytorch::mobilenet_v2, 1e-9);
}
