// SPDX-License-Identifier: MIT
#include <strata/layers/flatten.hpp>

#include <strata/layers/dense.hpp>
#include <strata/layers/relu.hpp>

#include "../literals/flatten.hpp"
#include "like_pytorch.hpp"
#include "refuses.hpp"
#include "right_gradients.hpp"

using namespace strata;
using namespace strata::test;

static_assert(makes<flatten, shape<105>, shape<3, 5, 7>>);
static_assert(makes<flatten, shape<17>, shape<17>>);
static_assert(!flatten::is_view<training, shape<3, 5, 7>>);
static_assert(flatten::is_view<training, shape<1, 28, 28>>);
static_assert(flatten::is_view<inference, shape<64, 1, 1>>);
static_assert(flatten::is_view<training, shape<17>>);

TEST_CASE("flattening gives PyTorch's order, channel by channel, and its gradients") {
    check_like_pytorch<net<input<3, 2, 4>, flatten>>(pytorch::flatten);
}

TEST_CASE("flattening one channel, one place or a vector costs nothing and changes no number") {
    auto channel = pass<double>::of<net<input<1, 2, 3>, relu, flatten>>(1);
    CHECK(channel.forward(1, {1, 2, 3, 4, 5, 6}) == std::vector<double>{1, 2, 3, 4, 5, 6});
    CHECK(channel.backward({6, 5, 4, 3, 2, 1}) == std::vector<double>{6, 5, 4, 3, 2, 1});
    auto place = pass<double>::of<net<input<3, 1, 1>, flatten, relu>>(1);
    CHECK(place.forward(1, {1, 2, 3}) == std::vector<double>{1, 2, 3});
    CHECK(place.backward({3, 2, 1}) == std::vector<double>{3, 2, 1});
    auto alone = pass<double>::of<net<input<1, 2, 2>, flatten>>(1);
    CHECK(alone.forward(1, {1, 2, 3, 4}) == std::vector<double>{1, 2, 3, 4});
    CHECK(alone.backward({4, 3, 2, 1}) == std::vector<double>{4, 3, 2, 1});
}

TEST_CASE("the gradients through flattening are those of centred differences") {
    check_gradients_right<net<input<17, 5, 7>, flatten>>();
    check_gradients_right<net<input<3, 2, 2>, relu, flatten, dense<3>>>();
    check_gradients_right<net<input<1, 3, 2>, flatten, dense<3>>>();
}
