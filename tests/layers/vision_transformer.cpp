// SPDX-License-Identifier: MIT
/// What makes a transformer of an image: pixels as places, the class token, the place that it is read from.
#include <strata/layers/attention.hpp>
#include <strata/layers/class_token.hpp>
#include <strata/layers/convolution.hpp>
#include <strata/layers/dense.hpp>
#include <strata/layers/gelu.hpp>
#include <strata/layers/layer_norm.hpp>
#include <strata/layers/learned_positions.hpp>
#include <strata/layers/pixels_to_places.hpp>
#include <strata/layers/relu.hpp>
#include <strata/layers/slices.hpp>

#include "../literals/rearrangement.hpp"
#include "../literals/vision.hpp"
#include "fused_like_unfused.hpp"
#include "like_pytorch.hpp"
#include "partial_batches.hpp"
#include "refuses.hpp"
#include "right_gradients.hpp"

using namespace strata;
using namespace strata::test;

static_assert(makes<class_token, shape<8, 5>, shape<7, 5>> && makes<first_place, shape<5>, shape<7, 5>>);
static_assert(refuses<class_token, E41_layer_needs_a_sequence, shape<35>>);
static_assert(refuses<first_place, E41_layer_needs_a_sequence, shape<1, 7, 5>>);
static_assert(net<input<7, 5>, class_token>::parameters == 5);

static_assert(makes<pixels_to_places, shape<35, 3>, shape<3, 5, 7>> &&
              makes<places_to_pixels<5, 7>, shape<3, 5, 7>, shape<35, 3>>);
static_assert(refuses<pixels_to_places, E04_layer_needs_an_image, shape<35, 3>>);
static_assert(refuses<places_to_pixels<5, 7>, E35_another_number_of_elements, shape<3, 35>> &&
              refuses<places_to_pixels<5, 7>, E41_layer_needs_a_sequence, shape<35>> &&
              refuses<places_to_pixels<0, 7>, E09_size_not_positive, shape<35, 3>>);
static_assert(pixels_to_places::is_view<training, shape<3, 5, 7>> &&
              places_to_pixels<5, 7>::is_view<training, shape<35, 3>>);

namespace vision_tests {

using transformer =
    net<input<2, 4, 6>, conv<6, 2, stride<2>>, pixels_to_places, class_token, learned_positions,
        residual<chain<layer_norm, attention<2>>>, residual<chain<layer_norm, dense<7>, gelu, dense<6>>>,
        layer_norm, first_place, dense<3>>;

}  // namespace vision_tests

TEST_CASE("a vision transformer gives PyTorch's values and gradients, in groups and layer by layer") {
    check_like_pytorch<vision_tests::transformer>(pytorch::vision_transformer);
    check_like_pytorch<unfused<vision_tests::transformer>, double>(pytorch::vision_transformer);
}

TEST_CASE("the class token and the first place give PyTorch's values and gradients") {
    check_like_pytorch<net<input<4, 3>, class_token>>(pytorch::class_token);
    check_like_pytorch<net<input<4, 3>, first_place>, double>(pytorch::first_place);
}

TEST_CASE("the class token starts from zero") {
    auto run = pass<double>::of<net<input<1, 2>, class_token>>(1);
    CHECK(run.forward(1, {3, 4}) == std::vector<double>{0, 0, 3, 4});
}

TEST_CASE("the class token has right gradients where others read the value too, over many samples") {
    check_gradients_right<net<input<5, 17>, concat<chain<class_token, slice_places<0, 5>>, chain<>>>>(3);
    check_gradients_right<net<input<1, 1>, class_token, dense<3>, first_place>>(70);
}

TEST_CASE("pixels are the places of a sequence, and places the pixels of an image, as with PyTorch") {
    check_like_pytorch<net<input<3, 2, 4>, pixels_to_places>>(pytorch::pixels_to_places);
    check_like_pytorch<net<input<8, 3>, places_to_pixels<2, 4>>, double>(pytorch::places_to_pixels);
}

TEST_CASE("layers over places between layers over pixels have right gradients") {
    check_gradients_right<
        net<input<3, 2, 5>, conv<17, 1>, pixels_to_places, dense<3>,
            sum<chain<>, chain<places_to_pixels<5, 2>, conv<3, 3, same>, pixels_to_places>>>>();
}

TEST_CASE("a vision transformer does the same for a sample whatever the batch it is in, in groups as alone") {
    check_partial_batches<vision_tests::transformer>();
    check_fused_like_unfused<vision_tests::transformer>();
}
