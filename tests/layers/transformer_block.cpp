// SPDX-License-Identifier: MIT
// Layers over sequences together: the block of a transformer, normalized before each part.
#include <strata/layers/attention.hpp>
#include <strata/layers/dense.hpp>
#include <strata/layers/dropout.hpp>
#include <strata/layers/embedding.hpp>
#include <strata/layers/flatten.hpp>
#include <strata/layers/gelu.hpp>
#include <strata/layers/layer_norm.hpp>
#include <strata/layers/learned_positions.hpp>
#include <strata/layers/positional_encoding.hpp>
#include <strata/layers/relu.hpp>
#include <strata/layers/stochastic_depth.hpp>

#include "../literals/sequences.hpp"
#include "fused_like_unfused.hpp"
#include "like_pytorch.hpp"
#include "partial_batches.hpp"
#include "right_gradients.hpp"

using namespace strata;
using namespace strata::test;

namespace {

using block = net<input<5, 6>, residual<chain<layer_norm, attention<2>>>,
                  residual<chain<layer_norm, dense<7>, gelu, dense<6>>>>;
using deep =
    net<input<7, 5>, dense<18>, learned_positions,
        repeat<2, chain<residual<chain<layer_norm, attention<3, causal>, stochastic_depth<percent<20>>>>,
                        residual<chain<layer_norm, dense<33>, relu, dense<18>, dropout<percent<10>>>>>>,
        layer_norm, dense<4>>;
struct classifier : net<input<9>, embedding<11, 6>, positional_encoding,
                        residual<chain<layer_norm, attention<2>>>, flatten, dense<3>> {};

}  // namespace

TEST_CASE("a transformer's block gives PyTorch's values and gradients, in groups and layer by layer") {
    check_like_pytorch<block>(pytorch::transformer_block);
    check_like_pytorch<unfused<block>>(pytorch::transformer_block);
    check_fused_like_unfused<block>();
}

TEST_CASE("a transformer's block has right gradients, for every part of a batch") {
    check_gradients_right<block>();
    check_partial_batches<block>();
}

TEST_CASE("a deep transformer with noise has right gradients, and is the same in groups") {
    check_gradients_right<deep>(3);
    check_fused_like_unfused<deep>();
}

TEST_CASE("numbers go through embedding, places, attention and a dense layer to scores") {
    static_assert(classifier::parameters == 11 * 6 + 2 * 6 + 4 * 6 * 7 + 9 * 6 * 3 + 3);
    auto run = pass<float>::of<classifier>(2);
    const std::vector<float> x{0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 9, 8, 7, 6, 5, 4, 3, 2};
    const auto y = run.forward(2, x);
    CHECK(y.size() == 6);
    CHECK(run.predict(2, x) == y);
    CHECK(run.backward(std::vector<float>(6, 1)) == std::vector<float>(18, 0));
}
