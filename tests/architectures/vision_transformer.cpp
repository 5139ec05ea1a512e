// SPDX-License-Identifier: MIT
#include <strata/architectures/vision_transformer.hpp>

#include <doctest/doctest.h>

#include "../literals/architectures/vision_transformer.hpp"
#include "like_pytorch.hpp"

using namespace strata;
using namespace strata::test;

namespace vision_transformer_tests {

template <fraction Rate>
using small = vision_transformer<10, 24, 8, 2, 24, 3, 40, Rate>;
// Dropout changes no name and no parameter.
static_assert(small<0.1>::parameters == small<0.0>::parameters &&
              std::is_same_v<small<0>::graph, small<0.0>::graph>);

}  // namespace vision_transformer_tests

TEST_CASE("a vision transformer gives PyTorch's outputs and gradients") {
    check_like_pytorch<vision_transformer_tests::small<0.0>, double>(pytorch::vision_transformer, 1e-9);
}
