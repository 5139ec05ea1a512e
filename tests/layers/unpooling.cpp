// SPDX-License-Identifier: MIT
#include <strata/layers/bed_of_nails.hpp>
#include <strata/layers/convolution.hpp>
#include <strata/layers/max_pool.hpp>
#include <strata/layers/max_unpool.hpp>
#include <strata/layers/relu.hpp>

#include "../literals/unpooling.hpp"
#include "fused_like_unfused.hpp"
#include "like_pytorch.hpp"
#include "partial_batches.hpp"
#include "refuses.hpp"
#include "right_gradients.hpp"

using namespace strata;
using namespace strata::test;

static_assert(makes<max_unpool<2>, shape<3, 4, 6>, shape<3, 2, 3>, shape<3, 4, 6>>);
static_assert(makes<max_unpool<3, stride<2>, pad<1>>, shape<3, 5, 7>, shape<3, 3, 4>, shape<3, 5, 7>>);
static_assert(makes<max_unpool<2, round_up>, shape<3, 5, 7>, shape<3, 3, 4>, shape<3, 5, 7>>);
static_assert(refuses<max_unpool<2>, E36_unpooling_does_not_fit, shape<3, 2, 3>>);
static_assert(refuses<max_unpool<2>, E36_unpooling_does_not_fit, shape<3, 2, 2>, shape<3, 4, 6>>);
static_assert(refuses<max_unpool<2>, E36_unpooling_does_not_fit, shape<2, 2, 3>, shape<3, 4, 6>>);
static_assert(refuses<max_unpool<2>, E36_unpooling_does_not_fit, shape<18>, shape<3, 4, 6>>);
static_assert(refuses<max_unpool<2>, E01_output_not_whole, shape<3, 2, 3>, shape<3, 5, 6>>);
static_assert(refuses<max_unpool<2>, E04_layer_needs_an_image, shape<3, 2, 3>, shape<72>>);
static_assert(refuses<max_unpool<0>, E09_size_not_positive, shape<3, 2, 3>, shape<3, 4, 6>>);
static_assert(mistaken<E36_unpooling_does_not_fit, input<3, 4, 4>, max_pool<2>, max_unpool<2>>);

static_assert(makes<bed_of_nails<2>, shape<3, 10, 14>, shape<3, 5, 7>> &&
              makes<bed_of_nails<1>, shape<3, 5, 7>, shape<3, 5, 7>>);
static_assert(refuses<bed_of_nails<2>, E04_layer_needs_an_image, shape<17>>);
static_assert(refuses<bed_of_nails<>, E09_size_not_positive, shape<3, 5, 7>>);

namespace {

/// Pooled, changed, and put back to where it came from.
template <int C, int H, int W, class... Window>
struct there_and_back;
template <int C, int H, int W, template <int, class...> class Pool, int F, class... Options>
struct there_and_back<C, H, W, Pool<F, Options...>>
    : net<input<C, H, W>, tap<"before">, max_pool<F, Options...>, named<"mix", conv<C, 1>>,
          with<"before", max_unpool<F, Options...>>> {};

}  // namespace

TEST_CASE("max unpooling gives PyTorch's values and gradients") {
    check_like_pytorch<there_and_back<3, 4, 6, max_pool<2>>>(pytorch::max_unpool);
    check_like_pytorch<there_and_back<2, 4, 6, max_pool<2, pad<1>>>>(pytorch::max_unpool_padded);
    check_like_pytorch<there_and_back<2, 5, 8, max_pool<2, stride<3>>>>(pytorch::max_unpool_apart);
}

TEST_CASE("max unpooling's gradients are those of centred differences, where windows overlap as well") {
    check_gradients_right<there_and_back<17, 4, 6, max_pool<2>>>();
    check_gradients_right<there_and_back<3, 5, 7, max_pool<3, stride<2>>>>();
    check_gradients_right<net<input<3, 5, 7>, conv<5, 3, same>, tap<"before">, max_pool<2, round_up>,
                              with<"before", max_unpool<2, round_up>>>>();
    check_gradients_right<net<input<1, 17, 17>, tap<"before">, max_pool<16, stride<1>>,
                              with<"before", max_unpool<16, stride<1>>>>>(1);
}

TEST_CASE("a value that only says where to unpool to gets no gradient") {
    auto run = pass<double>::of<there_and_back<1, 2, 2, max_pool<2>>>(1);
    const auto y = run.forward(1, {1, 5, 3, 2});
    const double w = elements(tensor_called(run.parameters(), "mix.weight")).front();
    CHECK(y == std::vector<double>{0, 5 * w, 0, 0});
    CHECK(run.backward({1, 1, 1, 1}) == std::vector<double>{0, w, 0, 0});
}

TEST_CASE(
    "max unpooling does the same in groups as layer by layer, and for a sample whatever the batch it is in") {
    check_fused_like_unfused<net<input<3, 4, 6>, conv<17, 3, same>, relu, tap<"before">, max_pool<2>,
                                 conv<17, 1>, relu, with<"before", max_unpool<2>>, conv<3, 3>>>();
    check_partial_batches<there_and_back<3, 4, 6, max_pool<2>>>();
}

TEST_CASE("a bed of nails gives PyTorch's values and gradients") {
    check_like_pytorch<net<input<3, 2, 3>, bed_of_nails<2>>>(pytorch::bed_of_nails);
    check_like_pytorch<net<input<2, 2, 1>, bed_of_nails<3>>>(pytorch::bed_of_nails_three);
}

TEST_CASE(
    "a bed of nails' gradients are those of centred differences, for a sample whatever the batch it is in") {
    check_gradients_right<net<input<1, 1, 1>, bed_of_nails<2>>>();
    check_gradients_right<net<input<17, 3, 2>, sum<bed_of_nails<2>, bed_of_nails<2>>>>();
    check_partial_batches<net<input<17, 2, 3>, bed_of_nails<2>>>();
}
