// SPDX-License-Identifier: MIT
#include <strata/layers/average_pool.hpp>

#include "../literals/average_pool.hpp"
#include "../literals/round_up.hpp"
#include "like_pytorch.hpp"
#include "partial_batches.hpp"
#include "refuses.hpp"
#include "right_gradients.hpp"

using namespace strata;
using namespace strata::test;

static_assert(makes<average_pool<2>, shape<6, 14, 14>, shape<6, 28, 28>>);
static_assert(makes<average_pool<3, stride<2>, pad<1>>, shape<6, 3, 4>, shape<6, 5, 7>>);
static_assert(makes<global_average_pool, shape<64, 1, 1>, shape<64, 7, 5>>);
static_assert(refuses<global_average_pool, E04_layer_needs_an_image, shape<64>>);

TEST_CASE("average pooling gives PyTorch's values and gradients") {
    check_like_pytorch<net<input<3, 4, 6>, average_pool<2>>>(pytorch::average_pool);
}

TEST_CASE("average pooling with windows that overlap gives PyTorch's values and gradients") {
    check_like_pytorch<net<input<2, 5, 7>, average_pool<3, stride<2>>>>(pytorch::average_pool_overlapping);
}

TEST_CASE("average pooling counts the zeros of the padding, as PyTorch does") {
    check_like_pytorch<net<input<2, 5, 7>, average_pool<3, stride<2>, pad<1>>>>(pytorch::average_pool_padded);
}

TEST_CASE("average pooling that rounds up divides by the places that a window has, as PyTorch does") {
    check_like_pytorch<net<input<2, 6, 8>, average_pool<3, stride<2>, round_up>>>(
        pytorch::average_pool_round_up);
    check_like_pytorch<net<input<2, 6, 8>, average_pool<3, stride<2>, pad<1>, round_up>>>(
        pytorch::average_pool_round_up_padded);
    check_like_pytorch<net<input<2, 6, 5>, average_pool<2, stride<3>, pad<1>, round_up>>>(
        pytorch::average_pool_round_up_wide);
}

TEST_CASE("the mean of a million equal numbers is that number") {
    auto run = pass<float>::of<net<input<1, 1000, 1000>, global_average_pool>>(1);
    for (const float number : {0.1F, 254.9F})
        CHECK(run.forward(1, std::vector<float>(1'000'000, number))[0] ==
              doctest::Approx(number).epsilon(1e-6));
}

TEST_CASE("global average pooling gives PyTorch's values and gradients") {
    check_like_pytorch<net<input<3, 4, 5>, global_average_pool>>(pytorch::global_average_pool);
}

TEST_CASE("average pooling's gradients are those of centred differences over awkward sizes") {
    check_gradients_right<net<input<1, 1, 1>, average_pool<1>>>();
    check_gradients_right<net<input<17, 5, 7>, average_pool<3, stride<2>>>>();
    check_gradients_right<net<input<17, 4, 6>, average_pool<3, stride<2>, pad<1>, round_up>>>();
    check_gradients_right<net<input<17, 5, 7>, global_average_pool>>();
}

TEST_CASE("average pooling does the same for a sample whatever the batch it is in") {
    check_partial_batches<net<input<3, 5, 7>, average_pool<3, stride<1>>, global_average_pool>>();
}
