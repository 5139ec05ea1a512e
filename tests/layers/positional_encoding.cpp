// SPDX-License-Identifier: MIT
#include <strata/layers/positional_encoding.hpp>

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

static_assert(makes<positional_encoding, shape<7, 5>, shape<7, 5>>);
static_assert(refuses<positional_encoding, E41_layer_needs_a_sequence, shape<35>>);
static_assert(refuses<positional_encoding, E41_layer_needs_a_sequence, shape<1, 7, 5>>);
static_assert(net<input<7, 5>, positional_encoding>::parameters == 0);

TEST_CASE("the waves of places are those that PyTorch adds") {
    check_like_pytorch<net<input<4, 5>, positional_encoding>>(pytorch::positional_encoding);
}

TEST_CASE(
    "the first place has sines of 0 and cosines of 0, the others longer waves from feature to feature") {
    auto run = pass<double>::of<net<input<3, 4>, positional_encoding>>(1);
    const auto pe = run.forward(1, std::vector<double>(12, 0.0));
    CHECK(std::equal(pe.begin(), pe.begin() + 4, std::vector<double>{0, 1, 0, 1}.begin()));
    CHECK(pe[8] == doctest::Approx(std::sin(2.0)));
    CHECK(pe[11] == doctest::Approx(std::cos(2.0 / 100)));
}

TEST_CASE("the waves of places hand gradients on, in every batch and group") {
    check_gradients_right<net<input<1, 1>, positional_encoding>>(1);
    check_gradients_right<net<input<7, 17>, dense<5>, residual<positional_encoding>, relu>>();
    check_partial_batches<net<input<3, 17>, positional_encoding>>();
    check_fused_like_unfused<net<input<3, 5>, dense<17>, positional_encoding, dense<3>, relu>>();
}
