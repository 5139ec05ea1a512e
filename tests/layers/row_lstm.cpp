// SPDX-License-Identifier: MIT
#include <strata/layers/row_lstm.hpp>

#include <doctest/doctest.h>

#include <strata/layers/masked_convolution.hpp>

#include "../literals/row_lstm.hpp"
#include "like_pytorch.hpp"
#include "partial_batches.hpp"
#include "refuses.hpp"
#include "right_gradients.hpp"

using namespace strata;
using namespace strata::test;

namespace row_lstm_tests {

static_assert(makes<row_lstm<>, shape<3, 4, 5>, shape<12, 4, 5>>);
static_assert(makes<row_lstm<5, 3>, shape<3, 4, 5>, shape<12, 4, 5>>);
static_assert(refuses<row_lstm<>, E04_layer_needs_an_image, shape<12, 4>>);
static_assert(refuses<row_lstm<>, channels_are_no_gates, shape<13, 4, 5>>);
static_assert(refuses<row_lstm<3, 3>, channels_are_no_gates, shape<16, 4, 5>>);
static_assert(refuses<row_lstm<2>, row_window_is_even, shape<12, 4, 5>>);
static_assert(refuses<row_lstm<3, 0>, row_window_is_even, shape<12, 4, 5>>);

}  // namespace row_lstm_tests

TEST_CASE("the row LSTM gives PyTorch's values and gradients, of one colour and of two") {
    check_like_pytorch<net<input<12, 4, 5>, row_lstm<>>>(pytorch::row_lstm);
    check_like_pytorch<net<input<16, 3, 4>, row_lstm<5, 2>>>(pytorch::row_lstm_colours);
}

TEST_CASE("the gradients of the row LSTM are those of centred differences") {
    check_gradients_right<net<input<2, 4, 3>, masked_conv<mask_a<>, 12, window<1, 3>>, row_lstm<>>>();
    check_gradients_right<
        net<input<3, 3, 5>, residual<chain<masked_conv<mask_b<3>, 36, 1>, row_lstm<5, 3>, conv<3, 1>>>>>(1);
    check_gradients_right<net<input<4, 1, 1>, row_lstm<1>>>();
    check_gradients_right<net<input<8, 2, 1>, row_lstm<3, 2>>>();
}

TEST_CASE("the row LSTM keeps to the samples that there are, and to any number of threads") {
    check_partial_batches<net<input<3, 4, 5>, masked_conv<mask_a<>, 20, window<1, 3>>, row_lstm<>>>();
}
