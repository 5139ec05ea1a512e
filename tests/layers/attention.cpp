// SPDX-License-Identifier: MIT
#include <strata/layers/attention.hpp>

#include <strata/layers/dense.hpp>
#include <strata/layers/relu.hpp>

#include "../literals/sequences.hpp"
#include "fused_like_unfused.hpp"
#include "like_pytorch.hpp"
#include "partial_batches.hpp"
#include "refuses.hpp"
#include "right_gradients.hpp"

using namespace strata;
using namespace strata::test;

static_assert(makes<attention<4>, shape<10, 64>, shape<10, 64>>);
static_assert(makes<attention<1, causal>, shape<1, 1>, shape<1, 1>>);
static_assert(refuses<attention<4>, E40_features_not_divisible_by_heads, shape<10, 6>>);
static_assert(refuses<attention<4>, E41_layer_needs_a_sequence, shape<64>>);
static_assert(refuses<attention<4>, E41_layer_needs_a_sequence, shape<8, 4, 4>>);
static_assert(refuses<attention<0>, E09_size_not_positive, shape<10, 6>>);
static_assert(refuses<attention<2, same>, E25_option_not_known, shape<10, 6>>);
static_assert(refuses<attention<2, causal, causal>, E26_option_said_twice, shape<10, 6>>);
static_assert(net<input<10, 64>, attention<4>>::parameters == 4 * 64 * 64 + 4 * 64);
static_assert(net<input<10, 64>, attention<4, no_bias>>::parameters == 4 * 64 * 64);
// four projections, and the products of queries with keys and of weights with values
static_assert(attention<4>::multiply_adds<shape<10, 64>> == 10 * 4 * 64 * 64 + 2 * 10 * 10 * 64);

TEST_CASE("attention gives PyTorch's values and gradients") {
    check_like_pytorch<net<input<5, 6>, attention<2>>>(pytorch::attention);
}

TEST_CASE("causal attention gives PyTorch's values and gradients under the mask of later places") {
    check_like_pytorch<net<input<5, 6>, attention<3, causal>>>(pytorch::attention_causal);
}

TEST_CASE("attention of one head without biases gives PyTorch's values and gradients") {
    check_like_pytorch<net<input<3, 4>, attention<1, no_bias>>>(pytorch::attention_no_bias);
}

TEST_CASE("attention's gradients are those of centred differences over awkward sizes") {
    check_gradients_right<net<input<1, 1>, attention<1>>>(1);
    check_gradients_right<net<input<7, 34>, attention<2>>>();
    check_gradients_right<net<input<17, 9>, attention<3, causal>>>();
    check_gradients_right<net<input<3, 5>, residual<attention<5, no_bias>>, attention<1>>>();
}

TEST_CASE("attention does the same for a sample whatever the batch it is in, and in groups") {
    check_partial_batches<net<input<5, 18>, attention<3>>>();
    check_fused_like_unfused<net<input<5, 3>, dense<18>, relu, attention<3, causal>, dense<3>, relu>>();
}

TEST_CASE("attention's values and gradients have the same bits for one thread and for two") {
    using wide = net<input<33, 48>, attention<3>>;
    auto one = pass<float>::of<wide>(5, 1), two = pass<float>::of<wide>(5, 2);
    const auto drawn = normal_numbers(5L * 33 * 48, 1);
    const std::vector<float> x(drawn.begin(), drawn.end());
    CHECK(one.forward(5, x) == two.forward(5, x));
    CHECK(one.backward(x) == two.backward(x));
    for (std::size_t i = 0; i < 4; ++i) CHECK(elements(one.gradients()[i]) == elements(two.gradients()[i]));
    CHECK(one.predict(5, x) == two.predict(5, x));
}

TEST_CASE("without a mask the places of a sequence are a set: turned round, the answer turns round with it") {
    auto run = pass<double>::of<net<input<6, 4>, attention<2>>>(1);
    const auto x = normal_numbers(24, 1), y = run.forward(1, x);
    std::vector<double> turned, expected;
    for (long l = 6; l-- > 0;) {
        turned.insert(turned.end(), x.begin() + l * 4, x.begin() + (l + 1) * 4);
        expected.insert(expected.end(), y.begin() + l * 4, y.begin() + (l + 1) * 4);
    }
    CHECK(difference(run.forward(1, turned), expected) < 1e-13);
}
