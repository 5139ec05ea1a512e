// SPDX-License-Identifier: MIT
#include <strata/layers/prelu.hpp>

#include <strata/layers/convolution.hpp>
#include <strata/layers/dense.hpp>

#include "../literals/activations.hpp"
#include "fused_like_unfused.hpp"
#include "like_pytorch.hpp"
#include "partial_batches.hpp"
#include "refuses.hpp"
#include "right_gradients.hpp"

using namespace strata;
using namespace strata::test;

static_assert(makes<prelu, shape<3, 5, 7>, shape<3, 5, 7>>);
static_assert(net<input<3, 5, 7>, prelu>::parameters == 3);
static_assert(net<input<3, 5, 7>, shared_prelu>::parameters == 1);

TEST_CASE(
    "the rectifier that learns gives PyTorch's values and gradients, with a slope a channel and with one for "
    "all") {
    check_like_pytorch<net<input<3, 3, 5>, prelu>>(pytorch::prelu);
    check_like_pytorch<net<input<3, 3, 5>, shared_prelu>>(pytorch::shared_prelu);
}

TEST_CASE("its gradients are those of centred differences over awkward sizes") {
    check_gradients_right<net<input<1>, prelu>>(3);
    check_gradients_right<net<input<17, 5, 7>, prelu>>();
    check_gradients_right<net<input<17, 3, 1>, shared_prelu>>();
    check_gradients_right<net<input<5>, dense<17>, prelu, dense<3>, shared_prelu>>();
}

TEST_CASE("it starts from a slope of a quarter") {
    auto run = pass<double>::of<net<input<2>, prelu>>(1);
    CHECK(run.forward(1, {8, -8}) == std::vector<double>{8, -2});
}

TEST_CASE("its gradients have the same bits for one thread and for two") {
    using wide = net<input<17, 31, 33>, prelu>;
    auto one = pass<float>::of<wide>(3, 1), two = pass<float>::of<wide>(3, 2);
    const auto drawn = normal_numbers(3 * 17 * 31 * 33, 1);
    const std::vector<float> x(drawn.begin(), drawn.end());
    CHECK(one.forward(3, x) == two.forward(3, x));
    CHECK(one.backward(x) == two.backward(x));
    CHECK(elements(one.gradients()[0]) == elements(two.gradients()[0]));
}

TEST_CASE("it does the same for a sample whatever the batch it is in, and in groups as alone") {
    check_partial_batches<net<input<17, 2, 3>, prelu>>();
    check_partial_batches<net<input<17>, shared_prelu>>();
    check_fused_like_unfused<net<input<3, 5, 5>, conv<17, 3>, prelu, conv<2, 1>, shared_prelu>>();
}
