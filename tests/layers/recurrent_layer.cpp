// SPDX-License-Identifier: MIT
/// What recurrent layers have in common, over plain cells, GRU's and both directions.
#include <strata/layer/recurrent_layer.hpp>

#include <strata/graph/bidirectional.hpp>
#include <strata/layers/dense.hpp>
#include <strata/layers/embedding.hpp>
#include <strata/layers/gru.hpp>
#include <strata/layers/lstm.hpp>
#include <strata/layers/rnn.hpp>

#include "../literals/recurrent.hpp"
#include "fused_like_unfused.hpp"
#include "like_pytorch.hpp"
#include "partial_batches.hpp"
#include "refuses.hpp"
#include "right_gradients.hpp"
#include "whole_numbers.hpp"

using namespace strata;
using namespace strata::test;

static_assert(makes<rnn<256>, shape<64, 256>, shape<64, 65>> && makes<gru<1>, shape<1, 1>, shape<1, 1>>);
static_assert(refuses<rnn<8>, E41_layer_needs_a_sequence, shape<64>>);
static_assert(refuses<gru<8>, E41_layer_needs_a_sequence, shape<8, 4, 4>>);
static_assert(refuses<rnn<0>, E09_size_not_positive, shape<10, 6>>);
static_assert(refuses<gru<-1>, E09_size_not_positive, shape<10, 6>>);
static_assert(refuses<gru<8, relu>, E25_option_not_known, shape<10, 6>>);
static_assert(refuses<rnn<8, forget_bias<>>, E25_option_not_known, shape<10, 6>>);
static_assert(refuses<rnn<8, relu, hyperbolic_tangent>, E26_option_said_twice, shape<10, 6>>);
static_assert(refuses<gru<8, no_bias, two_biases>, E26_option_said_twice, shape<10, 6>>);
static_assert(refuses<gru<2147483647>, E45_too_large, shape<5, 4>>);
static_assert(refuses<reversed_places, E41_layer_needs_a_sequence, shape<10>>);
static_assert(net<input<64, 65>, rnn<256>>::parameters == 256 * (65 + 256 + 1));
static_assert(net<input<64, 65>, gru<256>>::parameters == 3 * 256 * (65 + 256) + 4 * 256);
static_assert(net<input<64, 65>, gru<256, two_biases>>::parameters == 3 * 256 * (65 + 256 + 2));
static_assert(gru<256>::multiply_adds<shape<64, 65>> == 64 * 3 * 256 * (65 + 256));

static_assert(net<input<4, 3>, repeat<2, bidirectional<rnn<2>>>>::parameters ==
              2 * 2 * (3 + 2 + 1) + 2 * 2 * (4 + 2 + 1));

TEST_CASE("a plain recurrence gives PyTorch's values and gradients") {
    check_like_pytorch<net<input<5, 3>, rnn<4>>>(pytorch::rnn);
    check_like_pytorch<net<input<4, 3>, rnn<4, relu>>, double>(pytorch::rnn_relu);
    check_like_pytorch<net<input<2, 4>, rnn<2, no_bias>>, double>(pytorch::rnn_no_bias);
    check_like_pytorch<net<input<5, 3>, rnn<4, two_biases>>, double>(pytorch::rnn_two_biases);
}

TEST_CASE("a gru gives PyTorch's values and gradients") {
    check_like_pytorch<net<input<5, 3>, gru<4>>>(pytorch::gru);
    check_like_pytorch<net<input<2, 4>, gru<2, no_bias>>, double>(pytorch::gru_no_bias);
    check_like_pytorch<net<input<5, 3>, gru<4, two_biases>>, double>(pytorch::gru_two_biases);
}

TEST_CASE("both directions give PyTorch's values and gradients, its parameters in its order") {
    check_like_pytorch<net<input<4, 3>, bidirectional<lstm<2, two_biases>>>, double>(
        pytorch::bidirectional_lstm);
    check_like_pytorch<net<input<3, 3>, bidirectional<gru<2, two_biases>>, bidirectional<gru<2, two_biases>>>,
                       double>(pytorch::bidirectional_grus);
}

TEST_CASE("gradients of recurrent layers are those of centred differences over awkward sizes") {
    check_gradients_right<net<input<1, 5>, rnn<17>>>();
    check_gradients_right<net<input<5, 3>, rnn<33>, gru<9>, dense<3>>>(3);
    check_gradients_right<net<input<7, 17>, gru<3, no_bias>>>();
    check_gradients_right<net<input<3, 5>, residual<gru<5, two_biases>>>>();
}

TEST_CASE("a recurrent layer does the same for a sample whatever the batch it is in, and with a table") {
    check_partial_batches<net<input<5, 18>, rnn<19>, gru<18>>>();
    check_fused_like_unfused<net<input<9>, whole_numbers<5>, embedding<5, 17>, rnn<18>>>();
    check_fused_like_unfused<net<input<9>, whole_numbers<5>, embedding<5, 3>, gru<5, two_biases>>>();
}

TEST_CASE("values and gradients of recurrent layers have the same bits for any number of threads") {
    using wide = net<input<9, 33>, rnn<70>, gru<70>>;
    const auto drawn = normal_numbers(40L * 9 * 33, 1), back = normal_numbers(40L * 9 * 70, 2);
    const std::vector<float> x(drawn.begin(), drawn.end()), dy(back.begin(), back.end());
    auto one = pass<float>::of<wide>(40, 1);
    const auto y = one.forward(40, x), dx = one.backward(dy), answer = one.predict(40, x);
    for (const int threads : {2, 3}) {
        auto more = pass<float>::of<wide>(40, threads);
        CHECK(more.forward(40, x) == y);
        CHECK(more.backward(dy) == dx);
        CHECK(more.predict(40, x) == answer);
        for (std::size_t i = 0; i < 6; ++i)
            CHECK(elements(more.gradients()[i]) == elements(one.gradients()[i]));
    }
}

TEST_CASE("the gate of an lstm that keeps starts from the bias that is said, the others from zero") {
    auto start =
        pass<double>::of<net<input<2, 3>, lstm<2, forget_bias<>>, lstm<1, two_biases, forget_bias<0.5>>>>(1);
    CHECK(elements(start.parameters()[2]) == std::vector<double>{0, 0, 1, 1, 0, 0, 0, 0});
    CHECK(elements(start.parameters()[5]) == std::vector<double>{0, 0.5, 0, 0});
    CHECK(elements(start.parameters()[6]) == std::vector<double>(4, 0.0));
}
