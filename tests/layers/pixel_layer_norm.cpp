// SPDX-License-Identifier: MIT
#include <strata/layers/pixel_layer_norm.hpp>

#include <strata/graph/explain.hpp>
#include <strata/layers/convolution.hpp>
#include <strata/layers/gelu.hpp>
#include <strata/layers/layer_norm.hpp>
#include <strata/layers/layer_scale.hpp>
#include <strata/layers/pixels_to_places.hpp>
#include <strata/layers/relu.hpp>
#include <strata/layers/silu.hpp>

#include "../literals/vision.hpp"
#include "fused_like_unfused.hpp"
#include "like_pytorch.hpp"
#include "partial_batches.hpp"
#include "refuses.hpp"
#include "right_gradients.hpp"

using namespace strata;
using namespace strata::test;

static_assert(makes<pixel_layer_norm, shape<3, 5, 7>, shape<3, 5, 7>> &&
              net<input<3, 5, 7>, pixel_layer_norm>::parameters == 6);
static_assert(refuses<pixel_layer_norm_with<epsilon<0>>, E65_number_outside_its_range, shape<3, 5, 7>> &&
              refuses<pixel_layer_norm_with<cumulative>, E25_option_not_known, shape<3, 5, 7>>);
static_assert(refuses<pixel_layer_norm, E04_layer_needs_an_image, shape<5, 3>> &&
              refuses<pixel_layer_norm, E04_layer_needs_an_image, shape<15>>);

namespace pixel_norm_tests {

using block =
    net<input<5, 3, 4>, residual<chain<conv<5, 3, groups<5>, same>, pixel_layer_norm_with<epsilon<1e-6>>,
                                       conv<7, 1>, gelu, conv<5, 1>, layer_scale<>>>>;

}  // namespace pixel_norm_tests

TEST_CASE("pixels normalized by themselves give PyTorch's values and gradients, and so a block of ConvNeXt") {
    check_like_pytorch<net<input<5, 2, 3>, pixel_layer_norm>>(pytorch::pixel_layer_norm);
    check_like_pytorch<net<input<5, 2, 3>, pixel_layer_norm_with<epsilon<1e-6>>>, double>(
        pytorch::pixel_layer_norm_epsilon);
    check_like_pytorch<pixel_norm_tests::block>(pytorch::convnext_block);
}

TEST_CASE("pixels are normalized as the places of a sequence are, to the bit") {
    auto pixels = pass<float>::of<net<input<17, 3, 2>, pixel_layer_norm>>(2);
    auto places =
        pass<float>::of<net<input<17, 3, 2>, pixels_to_places, layer_norm, places_to_pixels<3, 2>>>(2);
    const auto drawn = normal_numbers(2 * 17 * 6, 1);
    const std::vector<float> x(drawn.begin(), drawn.end());
    CHECK(pixels.forward(2, x) == places.forward(2, x));
    CHECK(pixels.backward(x) == places.backward(x));
}

TEST_CASE("a pixel of pixel_layer_norm sees itself alone") {
    CHECK(explain<net<input<3, 5, 7>, pixel_layer_norm>>::layer<0>::receptive_field == 1);
}

TEST_CASE("the gradients of pixels normalized are those of centred differences over awkward sizes") {
    check_gradients_right<net<input<33, 3, 1>, pixel_layer_norm, relu>>();
    check_gradients_right<net<input<3, 5, 7>, conv<2, 1>, pixel_layer_norm, silu>>();
}

TEST_CASE("pixels are normalized the same whatever the batch they are in, in groups as alone") {
    check_fused_like_unfused<net<input<3, 5, 5>, conv<18, 3>, pixel_layer_norm, relu, conv<5, 1>>>();
    check_partial_batches<net<input<6, 2, 3>, pixel_layer_norm>>();
}
