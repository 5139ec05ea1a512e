// SPDX-License-Identifier: MIT
/// A block of ConvNeXt: places normalized by themselves, and a scale of channels at the end of the body.
#include <doctest/doctest.h>

#include <strata/layers/convolution.hpp>
#include <strata/layers/gelu.hpp>
#include <strata/layers/layer_norm.hpp>
#include <strata/layers/layer_scale.hpp>
#include <strata/layers/pixels_to_places.hpp>

#include "../literals/vision.hpp"
#include "fused_like_unfused.hpp"
#include "like_pytorch.hpp"
#include "partial_batches.hpp"

using namespace strata;
using namespace strata::test;

namespace convnext_tests {

using block = net<input<5, 3, 4>,
                  residual<chain<conv<5, 3, groups<5>, same>, layer_norm_with<each_place, epsilon<1e-6>>,
                                 conv<7, 1>, gelu, conv<5, 1>, layer_scale<>>>>;

}  // namespace convnext_tests

TEST_CASE("a block of ConvNeXt gives PyTorch's values and gradients") {
    check_like_pytorch<convnext_tests::block>(pytorch::convnext_block);
}

TEST_CASE("a block of ConvNeXt does the same whatever the batch a sample is in, in groups as alone") {
    check_partial_batches<convnext_tests::block>();
    check_fused_like_unfused<convnext_tests::block>();
}

TEST_CASE("pixels are normalized as the places of a sequence are, to the bit") {
    auto pixels = pass<float>::of<net<input<17, 3, 2>, layer_norm_with<each_place>>>(2);
    auto places =
        pass<float>::of<net<input<17, 3, 2>, pixels_to_places, layer_norm, places_to_pixels<3, 2>>>(2);
    const auto drawn = normal_numbers(2 * 17 * 6, 1);
    const std::vector<float> x(drawn.begin(), drawn.end());
    CHECK(pixels.forward(2, x) == places.forward(2, x));
    CHECK(pixels.backward(x) == places.backward(x));
}
