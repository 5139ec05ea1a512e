// SPDX-License-Identifier: MIT
#include <strata/layers/reshape.hpp>

#include <strata/layers/convolution.hpp>
#include <strata/layers/dense.hpp>
#include <strata/layers/flatten.hpp>
#include <strata/layers/relu.hpp>

#include "../literals/reshape.hpp"
#include "fused_like_unfused.hpp"
#include "like_pytorch.hpp"
#include "partial_batches.hpp"
#include "refuses.hpp"
#include "right_gradients.hpp"

using namespace strata;
using namespace strata::test;

static_assert(makes<reshape<3, 5, 7>, shape<3, 5, 7>, shape<105>> &&
              makes<reshape<105>, shape<105>, shape<3, 5, 7>>);
static_assert(makes<reshape<15, 7>, shape<15, 7>, shape<3, 5, 7>>);
static_assert(refuses<reshape<3, 5, 6>, E35_another_number_of_elements, shape<105>>);
static_assert(refuses<reshape<17>, E35_another_number_of_elements, shape<3, 5, 7>>);
static_assert(refuses<reshape<3, 0, 7>, E09_size_not_positive, shape<105>> &&
              refuses<reshape<>, E09_size_not_positive, shape<1>>);
static_assert(refuses<reshape<-3, -5, 7>, E09_size_not_positive, shape<105>>);

static_assert(reshape<15, 7>::is_view<training, shape<105>> &&
              reshape<1, 5, 7>::is_view<training, shape<35>>);
static_assert(reshape<35, 1, 1>::is_view<training, shape<1, 5, 7>> &&
              reshape<3, 1, 35>::is_view<training, shape<3, 5, 7>>);
static_assert(!reshape<3, 5, 7>::is_view<training, shape<105>> &&
              !reshape<5, 3, 7>::is_view<training, shape<3, 5, 7>>);

TEST_CASE("a reshape gives PyTorch's order, and its gradients") {
    check_like_pytorch<net<input<24>, reshape<3, 2, 4>>>(pytorch::reshape);
    check_like_pytorch<net<input<2, 3, 4>, reshape<4, 3, 2>>>(pytorch::reshape_image);
}

TEST_CASE("a reshape of a sequence keeps the order in which it is written") {
    auto run = pass<double>::of<net<input<6>, reshape<2, 3>, reshape<3, 1, 2>, reshape<2, 3>>>(1);
    CHECK(run.forward(1, {1, 2, 3, 4, 5, 6}) == std::vector<double>{1, 2, 3, 4, 5, 6});
    CHECK(run.backward({6, 5, 4, 3, 2, 1}) == std::vector<double>{6, 5, 4, 3, 2, 1});
}

TEST_CASE("what flatten has written one behind the other, a reshape makes an image again") {
    auto run = pass<double>::of<net<input<17, 3, 2>, relu, flatten, reshape<17, 3, 2>>>(2);
    auto plain = pass<double>::of<net<input<17, 3, 2>, relu>>(2);
    const auto x = normal_numbers(2 * 17 * 6, 1);
    CHECK(run.forward(2, x) == plain.forward(2, x));
    CHECK(run.backward(x) == plain.backward(x));
}

TEST_CASE("the gradients through a reshape are those of centred differences") {
    check_gradients_right<net<input<102>, reshape<17, 3, 2>>>();
    check_gradients_right<
        net<input<3, 2, 2>, relu, sum<reshape<4, 3, 1>, reshape<4, 3, 1>>, reshape<12>, dense<3>>>();
}

TEST_CASE(
    "a reshape does the same in groups as layer by layer, and for a sample whatever the batch it is in") {
    check_fused_like_unfused<net<input<12>, dense<36>, relu, reshape<4, 3, 3>, conv<3, 3, same>,
                                 sum<reshape<9, 3, 1>, reshape<9, 3, 1>>>>();
    check_partial_batches<net<input<3, 4, 2>, reshape<2, 3, 4>, relu>>();
}
