// SPDX-License-Identifier: MIT
#include <strata/layers/learned_positions.hpp>

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

static_assert(makes<learned_positions, shape<7, 5>, shape<7, 5>>);
static_assert(refuses<learned_positions, E41_layer_needs_a_sequence, shape<35>>);
static_assert(refuses<learned_positions, E41_layer_needs_a_sequence, shape<1, 7, 5>>);
static_assert(net<input<7, 5>, learned_positions>::parameters == 35);

TEST_CASE("learned positions give PyTorch's values and gradients") {
    check_like_pytorch<net<input<4, 5>, learned_positions>>(pytorch::learned_positions);
}

TEST_CASE("learned positions have right gradients, in every batch and group") {
    check_gradients_right<net<input<1, 1>, learned_positions>>(1);
    check_gradients_right<net<input<7, 17>, dense<5>, residual<learned_positions>, relu>>();
    check_partial_batches<net<input<3, 17>, learned_positions>>();
    check_fused_like_unfused<net<input<3, 5>, dense<17>, learned_positions, dense<3>, relu>>();
}

TEST_CASE("learned positions start small, whatever the weights of a model start from") {
    auto run = pass<double>::of<net<input<100, 100>, learned_positions>>(1);
    double squares = 0;
    for (const double w : elements(run.parameters()[0])) squares += w * w;
    // 10,000 draws: four deviations of the variance are 6 % of it
    CHECK(std::abs(squares / 10'000 - 0.0004) < 0.06 * 0.0004);
    CHECK(!parameter_table<net<input<7, 5>, learned_positions>::graph>::list()[0].start.open);
}
