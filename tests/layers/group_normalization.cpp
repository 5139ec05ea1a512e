// SPDX-License-Identifier: MIT
#include <strata/layer/group_normalization.hpp>

#include <strata/layers/convolution.hpp>
#include <strata/layers/dense.hpp>
#include <strata/layers/group_norm.hpp>
#include <strata/layers/instance_norm.hpp>
#include <strata/layers/layer_norm.hpp>
#include <strata/layers/relu.hpp>
#include <strata/layers/silu.hpp>

#include "../literals/sample_norms.hpp"
#include "../literals/sequences.hpp"
#include "fused_like_unfused.hpp"
#include "like_pytorch.hpp"
#include "partial_batches.hpp"
#include "refuses.hpp"
#include "right_gradients.hpp"

using namespace strata;
using namespace strata::test;

static_assert(makes<layer_norm, shape<3, 5, 7>, shape<3, 5, 7>> &&
              net<input<3, 5, 7>, layer_norm>::parameters == 210);
static_assert(makes<layer_norm, shape<5, 7>, shape<5, 7>> && net<input<5, 7>, layer_norm>::parameters == 14);
static_assert(makes<group_norm<3>, shape<6, 5, 7>, shape<6, 5, 7>> &&
              net<input<6, 5, 7>, group_norm<3>>::parameters == 12);
static_assert(makes<instance_norm, shape<3, 5, 7>, shape<3, 5, 7>> &&
              net<input<3, 5, 7>, instance_norm>::parameters == 6);
static_assert(refuses<group_norm<4>, E05_channels_not_divisible_by_groups, shape<6, 5, 7>>);
static_assert(refuses<group_norm<0>, E09_size_not_positive, shape<6>>);
static_assert(refuses<instance_norm, E04_layer_needs_an_image, shape<17>>);
static_assert(net<input<5, 7>, layer_norm_with<no_bias>>::parameters == 7);
static_assert(net<input<3, 5, 7>, layer_norm_with<each_place>>::parameters == 6);
static_assert(refuses<group_norm<3, each_place>, E25_option_not_known, shape<6, 5, 7>>);
static_assert(net<input<6, 5, 7>, group_norm<3, no_scale, no_bias>>::parameters == 0);
static_assert(refuses<group_norm<4, no_bias>, E05_channels_not_divisible_by_groups, shape<6>>);
static_assert(refuses<layer_norm_with<epsilon<1 / 1000>>, E65_number_outside_its_range, shape<6>>);
static_assert(refuses<layer_norm_with<cumulative>, E25_option_not_known, shape<6>>);
static_assert(refuses<instance_norm_with<no_bias, no_bias>, E26_option_said_twice, shape<6, 2, 2>>);
// an activation joins in both phases, one that needs its x in inference alone
static_assert(operations<net<input<17>, layer_norm, relu>, training>::size == 1);
static_assert(operations<net<input<17>, layer_norm, silu>, training>::size == 2);
static_assert(operations<net<input<17>, layer_norm, silu>, inference>::size == 1);

TEST_CASE("layer normalization gives PyTorch's values and gradients") {
    check_like_pytorch<net<input<3, 2, 3>, layer_norm>>(pytorch::layer_norm);
    check_like_pytorch<net<input<7>, layer_norm>>(pytorch::layer_norm_vector);
    check_like_pytorch<net<input<3, 5>, layer_norm>>(pytorch::layer_norm_sequence);
}

TEST_CASE("group normalization gives PyTorch's values and gradients") {
    check_like_pytorch<net<input<4, 2, 3>, group_norm<2>>>(pytorch::group_norm);
    check_like_pytorch<net<input<10>, group_norm<2>>>(pytorch::group_norm_vector);
    check_like_pytorch<net<input<3, 2, 3>, group_norm<1>>>(pytorch::group_norm_one);
}

TEST_CASE("instance normalization gives PyTorch's values and gradients") {
    check_like_pytorch<net<input<3, 2, 3>, instance_norm>>(pytorch::instance_norm);
}

TEST_CASE("another epsilon, and no scale or no bias, give PyTorch's values and gradients") {
    check_like_pytorch<net<input<7>, layer_norm_with<epsilon<0.5>>>>(pytorch::layer_norm_epsilon);
    check_like_pytorch<net<input<3, 2, 3>, layer_norm_with<epsilon<0.5>, no_scale, no_bias>>>(
        pytorch::layer_norm_not_learned);
    check_like_pytorch<net<input<7>, layer_norm_with<no_bias>>>(pytorch::layer_norm_no_bias);
    check_like_pytorch<net<input<4, 2, 3>, group_norm<2, epsilon<0.5>, no_bias, no_scale>>>(
        pytorch::group_norm_not_learned);
    check_like_pytorch<net<input<3, 2, 3>, instance_norm_with<no_scale, no_bias>>>(
        pytorch::instance_norm_not_learned);
}

TEST_CASE("layer normalization of each place of an image gives PyTorch's values and gradients") {
    check_like_pytorch<net<input<5, 2, 3>, layer_norm_with<each_place>>>(pytorch::layer_norm_each_place);
    check_gradients_right<net<input<17, 2, 3>, layer_norm_with<each_place>, relu>>();
    check_partial_batches<net<input<5, 2, 3>, layer_norm_with<each_place>>>();
}

TEST_CASE("gradients are those of centred differences over awkward sizes") {
    check_gradients_right<net<input<33, 3, 1>, layer_norm, relu>>();
    check_gradients_right<net<input<7, 19>, layer_norm, relu>>();
    check_gradients_right<net<input<1, 3>, layer_norm>>(1);
    check_gradients_right<net<input<34, 5, 3>, group_norm<2>>>();
    check_gradients_right<net<input<17, 13, 11>, instance_norm>>();
    check_gradients_right<net<input<5, 17>, layer_norm_with<no_scale>, relu>>();
}

TEST_CASE("joined with an activation they are the same as layer by layer") {
    check_fused_like_unfused<
        net<input<3, 5, 5>, conv<18, 3>, group_norm<3>, relu, conv<5, 1>, instance_norm, silu>>();
    check_fused_like_unfused<net<input<5>, dense<17>, layer_norm, relu, dense<3>, layer_norm>>(5);
    check_fused_like_unfused<net<input<5, 3>, dense<17>, layer_norm, relu, dense<3>, layer_norm, silu>>(5);
    check_fused_like_unfused<
        net<input<3, 2, 2>, group_norm<1, no_scale>, relu, instance_norm_with<no_bias>>>();
}

TEST_CASE("they do the same for a sample whatever the batch it is in") {
    check_partial_batches<net<input<17>, layer_norm>>();
    check_partial_batches<net<input<5, 29, 29>, layer_norm, relu>>();
    check_partial_batches<net<input<3, 17>, layer_norm>>();
    check_partial_batches<net<input<6, 2, 3>, group_norm<2>>>();
}

TEST_CASE("values and gradients have the same bits for one thread and for two") {
    using wide = net<input<18, 31, 33>, group_norm<3>>;
    auto one = pass<float>::of<wide>(5, 1), two = pass<float>::of<wide>(5, 2);
    const auto drawn = normal_numbers(5 * 18 * 31 * 33, 1);
    const std::vector<float> x(drawn.begin(), drawn.end());
    CHECK(one.forward(5, x) == two.forward(5, x));
    CHECK(one.backward(x) == two.backward(x));
    for (std::size_t i = 0; i < 2; ++i) CHECK(elements(one.gradients()[i]) == elements(two.gradients()[i]));
}

TEST_CASE("a mean far larger than the deviation does not cancel in float, over many places") {
    auto run = pass<float>::of<net<input<2, 64, 64>, instance_norm>>(1);
    std::vector<float> x, expected;
    for (int i = 0; i < 8192; ++i) x.push_back(4096.0F + static_cast<float>(i % 2));
    for (int i = 0; i < 8192; ++i) expected.push_back(i % 2 == 1 ? 1.0F : -1.0F);
    CHECK(difference(run.forward(1, x), expected) < 1e-3);
}

TEST_CASE("a channel of one place is its shift") {
    auto run = pass<double>::of<net<input<2, 1, 1>, instance_norm>>(1);
    assign(tensor_called(run.parameters(), "0.bias"), {3, -4});
    CHECK(run.forward(1, {5, 6}) == std::vector<double>{3, -4});
    CHECK(run.backward({1, 1}) == std::vector<double>{0, 0});
}
