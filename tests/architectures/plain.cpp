// SPDX-License-Identifier: MIT
#include <strata/architectures/vgg.hpp>

#include <doctest/doctest.h>

#include <strata/architectures/alexnet.hpp>
#include <strata/architectures/lenet5.hpp>

#include "../literals/architectures/alexnet.hpp"
#include "../literals/architectures/lenet5.hpp"
#include "../literals/architectures/vgg11.hpp"
#include "../literals/architectures/vgg16.hpp"
#include "../literals/architectures/vgg19.hpp"
#include "like_pytorch.hpp"

using namespace strata;
using namespace strata::test;

TEST_CASE("LeNet-5, AlexNet and VGG give PyTorch's outputs and gradients") {
    check_like_pytorch<lenet5<>, double>(pytorch::lenet5, 1e-9);
    check_like_pytorch<lenet5<>, float>(pytorch::lenet5, 1e-3);
    check_like_pytorch<alexnet<10, 64, percent<0>>, double>(pytorch::alexnet, 1e-9);
    check_like_pytorch<vgg11<10, 32, percent<0>>, double>(pytorch::vgg11, 1e-9);
    check_like_pytorch<vgg16<10, 32, percent<0>>, double>(pytorch::vgg16, 1e-9);
    check_like_pytorch<vgg19<10, 32, percent<0>>, double>(pytorch::vgg19, 1e-9);
}
