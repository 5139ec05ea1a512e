// SPDX-License-Identifier: MIT
#include <strata/layers/batch_norm.hpp>
#include <strata/layers/dense.hpp>
#include <strata/layers/relu.hpp>

#include "../literals/dense.hpp"
#include "../literals/sequences.hpp"
#include "fused_like_unfused.hpp"
#include "like_pytorch.hpp"
#include "partial_batches.hpp"
#include "refuses.hpp"
#include "right_gradients.hpp"

using namespace strata;
using namespace strata::test;

static_assert(makes<dense<10>, shape<10>, shape<784>>);
static_assert(makes<dense<1, no_bias>, shape<1>, shape<1>>);
static_assert(makes<dense<10>, shape<7, 10>, shape<7, 84>>);
static_assert(refuses<dense<10>, E03_layer_needs_a_vector, shape<1, 28, 28>>);
static_assert(refuses<dense<10>, E03_layer_needs_a_vector, shape<84, 1, 1>>);
static_assert(refuses<dense<0>, E09_size_not_positive, shape<784>>);
static_assert(refuses<dense<-1>, E09_size_not_positive, shape<784>>);
static_assert(mistaken<E03_layer_needs_a_vector, input<1, 4, 4>, dense<10>>);

static_assert(net<input<784>, dense<10>>::parameters == 7850);
static_assert(net<input<784>, dense<10, no_bias>>::parameters == 7840);
static_assert(net<input<7, 84>, dense<10>>::parameters == 850);
static_assert(dense<10>::multiply_adds<shape<7, 84>> == 7 * 840);

TEST_CASE("a dense layer gives PyTorch's values and gradients") {
    check_like_pytorch<net<input<5>, dense<4>>>(pytorch::dense);
}

TEST_CASE("a dense layer without bias gives PyTorch's values and gradients") {
    check_like_pytorch<net<input<5>, dense<3, no_bias>>>(pytorch::dense_no_bias);
}

TEST_CASE("a dense layer over a sequence gives PyTorch's values and gradients") {
    check_like_pytorch<net<input<3, 5>, dense<4>>>(pytorch::dense_sequence);
}

TEST_CASE("a dense layer's gradients are those of centred differences over awkward sizes") {
    check_gradients_right<net<input<1>, dense<1>>>(1);
    check_gradients_right<net<input<17>, dense<3, no_bias>>>();
    check_gradients_right<net<input<3>, dense<17>>>(7);
    check_gradients_right<net<input<65>, dense<33>>>();
    check_gradients_right<net<input<1, 3>, dense<17>>>(1);
    check_gradients_right<net<input<17, 5>, dense<3, no_bias>, relu, dense<33>>>();
}

TEST_CASE("a dense layer joined with the activation behind it is the same as layer by layer") {
    check_fused_like_unfused<net<input<17>, dense<33>, relu, dense<1>>>();
    check_fused_like_unfused<net<input<3>, dense<5, no_bias>, relu>>(7);
    check_fused_like_unfused<net<input<7, 5>, dense<17>, relu, dense<3>, batch_norm, relu>>();
}

TEST_CASE("a dense layer does the same for a sample whatever the batch it is in") {
    check_partial_batches<net<input<17>, dense<33>, relu, dense<3>>>(9);
    check_partial_batches<net<input<5, 17>, dense<3>, relu>>();
}

TEST_CASE("every place of a sequence goes through a dense layer as a vector would") {
    auto places = pass<double>::of<net<input<7, 5>, dense<3>>>(2);
    auto vectors = pass<double>::of<net<input<5>, dense<3>>>(14);
    const auto x = normal_numbers(70, 1), dy = normal_numbers(42, 2);
    CHECK(places.forward(2, x) == vectors.forward(14, x));
    CHECK(places.backward(dy) == vectors.backward(dy));
    for (std::size_t i = 0; i < 2; ++i)
        CHECK(elements(places.gradients()[i]) == elements(vectors.gradients()[i]));
}
