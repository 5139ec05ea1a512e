// SPDX-License-Identifier: MIT
#include <strata/layers/layer_scale.hpp>

#include <strata/layers/convolution.hpp>
#include <strata/layers/dense.hpp>

#include "../literals/vision.hpp"
#include "fused_like_unfused.hpp"
#include "like_pytorch.hpp"
#include "partial_batches.hpp"
#include "refuses.hpp"
#include "right_gradients.hpp"

using namespace strata;
using namespace strata::test;

static_assert(makes<layer_scale<>, shape<3, 5, 7>, shape<3, 5, 7>>);
static_assert(net<input<3, 5, 7>, layer_scale<>>::parameters == 3 &&
              net<input<3, 5>, layer_scale<0.1>>::parameters == 5 &&
              net<input<3>, layer_scale<1.0>>::parameters == 3);
static_assert(refuses<layer_scale<1 / 5>, E46_slope_below_0, shape<3>> &&
              refuses<layer_scale<-0.1>, E46_slope_below_0, shape<3>>);

TEST_CASE("a scale of channels gives PyTorch's values and gradients, of images and sequences") {
    check_like_pytorch<net<input<3, 2, 3>, layer_scale<>>>(pytorch::layer_scale);
    check_like_pytorch<net<input<3, 5>, layer_scale<>>>(pytorch::layer_scale_sequence);
}

TEST_CASE("the gradients of a scale are those of centred differences over awkward sizes") {
    check_gradients_right<net<input<1>, layer_scale<1.0>>>(3);
    check_gradients_right<net<input<17, 5, 7>, residual<chain<conv<17, 1>, layer_scale<0.5>>>>>();
    check_gradients_right<net<input<5>, dense<17>, concat<layer_scale<0.1>, chain<>, layer_scale<2>>>>();
}

TEST_CASE("a scale starts from its number, a millionth unless it is stated") {
    auto tenth = pass<double>::of<net<input<2>, layer_scale<0.1>>>(1);
    CHECK(tenth.forward(1, {10, -20}) == std::vector<double>{1, -2});
    auto usual = pass<double>::of<net<input<2>, layer_scale<>>>(1);
    CHECK(usual.forward(1, {1, -2}) == std::vector<double>{1e-6, -2e-6});
}

TEST_CASE("the gradients of a scale have the same bits for one thread and for two") {
    using wide = net<input<17, 31, 33>, layer_scale<>>;
    auto one = pass<float>::of<wide>(3, 1), two = pass<float>::of<wide>(3, 2);
    const auto drawn = normal_numbers(3 * 17 * 31 * 33, 1);
    const std::vector<float> x(drawn.begin(), drawn.end());
    CHECK(one.forward(3, x) == two.forward(3, x));
    CHECK(one.backward(x) == two.backward(x));
    CHECK(elements(one.gradients()[0]) == elements(two.gradients()[0]));
}

TEST_CASE("a scale does the same for a sample whatever the batch it is in, and in groups as alone") {
    check_partial_batches<net<input<17, 2, 3>, layer_scale<0.3>>>();
    check_fused_like_unfused<net<input<3, 5, 5>, conv<17, 3>, layer_scale<0.3>, conv<2, 1>>>();
}
