// SPDX-License-Identifier: MIT
#include <strata/layers/max_pool.hpp>

#include <limits>

#include <strata/layers/convolution.hpp>
#include <strata/layers/relu.hpp>

#include "../literals/max_pool.hpp"
#include "../literals/round_up.hpp"
#include "fused_like_unfused.hpp"
#include "like_pytorch.hpp"
#include "partial_batches.hpp"
#include "refuses.hpp"
#include "right_gradients.hpp"

using namespace strata;
using namespace strata::test;

static_assert(makes<max_pool<2>, shape<6, 14, 14>, shape<6, 28, 28>>);
static_assert(makes<max_pool<3, stride<2>>, shape<96, 27, 27>, shape<96, 55, 55>>);
static_assert(makes<max_pool<3, stride<2>, pad<1>, round_down>, shape<64, 56, 56>, shape<64, 112, 112>>);
static_assert(makes<max_pool<1>, shape<3, 5, 7>, shape<3, 5, 7>>);

TEST_CASE("max pooling gives PyTorch's values and gradients") {
    check_like_pytorch<net<input<3, 4, 6>, max_pool<2>>>(pytorch::max_pool);
}

TEST_CASE("max pooling with windows that overlap gives PyTorch's values and gradients") {
    check_like_pytorch<net<input<2, 5, 7>, max_pool<3, stride<2>>>>(pytorch::max_pool_overlapping);
}

TEST_CASE("max pooling with padding gives PyTorch's values and gradients") {
    check_like_pytorch<net<input<2, 5, 7>, max_pool<3, stride<2>, pad<1>>>>(pytorch::max_pool_padded);
}

TEST_CASE("max pooling that rounds down gives PyTorch's values and gradients") {
    check_like_pytorch<net<input<2, 5, 7>, max_pool<2, round_down>>>(pytorch::max_pool_round_down);
}

TEST_CASE("max pooling that rounds up gives PyTorch's values and gradients") {
    check_like_pytorch<net<input<2, 6, 8>, max_pool<3, stride<2>, round_up>>>(pytorch::max_pool_round_up);
    check_like_pytorch<net<input<2, 5, 6>, max_pool<2, pad<1>, round_up>>>(pytorch::max_pool_round_up_padded);
    check_like_pytorch<net<input<2, 5, 8>, max_pool<3, stride<2>, round_up>>>(
        pytorch::max_pool_round_up_whole);
}

TEST_CASE("of equal values the first one gets the gradient, as with PyTorch") {
    check_like_pytorch<net<input<2, 5, 6>, max_pool<3, stride<1>, pad<1>>>>(pytorch::max_pool_ties);
}

TEST_CASE("max pooling's gradients are those of centred differences over awkward sizes") {
    check_gradients_right<net<input<1, 1, 1>, max_pool<1>>>();
    check_gradients_right<net<input<17, 5, 7>, max_pool<3, stride<2>>>>();
    check_gradients_right<net<input<3, 4, 7>, max_pool<4, stride<1>>>>();
    check_gradients_right<net<input<17, 4, 6>, max_pool<3, stride<2>, round_up>>>();
}

TEST_CASE("max pooling that rounds up does the same behind a convolution as on its own") {
    check_fused_like_unfused<
        net<input<3, 6, 8>, conv<17, 3, same>, relu, max_pool<3, stride<2>, round_up>>>();
}

TEST_CASE("a window of more taps than a byte counts finds the right one") {
    auto run = pass<double>::of<net<input<1, 17, 17>, max_pool<17>>>(1);
    std::vector<double> x(17 * 17, -1.0), won(17 * 17, 0.0);
    x[280] = 3;
    won[280] = 0.5;
    CHECK(run.forward(1, x) == std::vector<double>{3});
    CHECK(run.backward({0.5}) == won);
}

TEST_CASE("padding never wins: among negative values the largest one does") {
    auto run = pass<float>::of<net<input<1, 2, 2>, max_pool<2, pad<1>>>>(1);
    CHECK(run.forward(1, {-1, -2, -3, -4}) == std::vector<float>{-1, -2, -3, -4});
}

TEST_CASE("a NaN comes out of max pooling") {
    auto run = pass<float>::of<net<input<1, 2, 2>, max_pool<2>>>(1);
    CHECK(std::isnan(run.forward(1, {1, std::numeric_limits<float>::quiet_NaN(), 3, 4}).front()));
}

TEST_CASE("max pooling does the same for a sample whatever the batch it is in") {
    check_partial_batches<net<input<3, 5, 7>, max_pool<3, stride<2>>>>();
}
