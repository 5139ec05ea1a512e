// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <strata/graph/explain.hpp>
#include <strata/layers/adaptive_pool.hpp>
#include <strata/layers/average_pool.hpp>
#include <strata/layers/batch_norm.hpp>
#include <strata/layers/convolution.hpp>
#include <strata/layers/max_pool.hpp>
#include <strata/layers/max_unpool.hpp>
#include <strata/layers/relu.hpp>
#include <strata/layers/transposed_convolution.hpp>

#include "../literals/windows.hpp"
#include "fused_like_unfused.hpp"
#include "like_pytorch.hpp"
#include "partial_batches.hpp"
#include "refuses.hpp"
#include "right_gradients.hpp"

using namespace strata;
using namespace strata::test;

// One number is that of both axes.
static_assert(makes<conv<4, window<3>, pad<1>>, shape<4, 5, 7>, shape<2, 5, 7>>);
static_assert(makes<conv<4, window<1, 7>, pad<0, 3>>, shape<4, 5, 9>, shape<2, 5, 9>>);
static_assert(makes<conv<4, window<1, 7>, same>, shape<4, 5, 9>, shape<2, 5, 9>>);
static_assert(makes<conv<4, 3, stride<2, 1>, pad<1>>, shape<4, 4, 9>, shape<2, 7, 9>>);
static_assert(makes<conv<4, 2, pad<0, 1, 0, 1>>, shape<4, 5, 9>, shape<2, 5, 9>>);
static_assert(makes<max_pool<window<1, 2>>, shape<2, 5, 4>, shape<2, 5, 8>>);
static_assert(makes<max_pool<3, stride<1>, same>, shape<2, 5, 8>, shape<2, 5, 8>>);
static_assert(makes<conv_transpose<4, window<2, 3>, stride<2, 3>>, shape<4, 10, 24>, shape<2, 5, 8>>);
// TensorFlow's SAME: the extent by the stride, rounded up.
static_assert(makes<conv<4, 2, same_upper>, shape<4, 5, 8>, shape<2, 5, 8>>);
static_assert(makes<conv<4, 3, stride<2>, same_upper>, shape<4, 112, 112>, shape<3, 224, 224>>);
static_assert(makes<conv<4, 1, stride<3>, same_upper>, shape<4, 2, 3>, shape<3, 6, 8>>);
// Over a sequence.
static_assert(makes<conv<4, 3>, shape<5, 4>, shape<7, 2>>);
static_assert(makes<conv<4, 2, causal, dilation<4>>, shape<7, 4>, shape<7, 2>>);
static_assert(makes<conv<4, 3, pad<2, 0>>, shape<7, 4>, shape<7, 2>>);
static_assert(makes<max_pool<2>, shape<3, 2>, shape<6, 2>>);
static_assert(makes<conv_transpose<4, 2, stride<2>>, shape<12, 4>, shape<6, 2>>);

// To a stated output.
static_assert(makes<adaptive_average_pool<6>, shape<256, 6, 6>, shape<256, 13, 13>>);
static_assert(makes<adaptive_max_pool<2, 3>, shape<4, 2, 3>, shape<4, 9, 7>>);
static_assert(makes<adaptive_max_pool<3>, shape<3, 4>, shape<9, 4>>);
static_assert(refuses<adaptive_average_pool<0>, E09_size_not_positive, shape<4, 9, 7>>);
static_assert(refuses<adaptive_average_pool<2, 3>, E66_numbers_and_axes_differ, shape<9, 7>>);
static_assert(refuses<adaptive_average_pool<2>, E04_layer_needs_an_image, shape<9>>);

// Numbers without an axis, axes without a number.
static_assert(refuses<conv<4, 3, pad<1, 2, 3>>, E66_numbers_and_axes_differ, shape<2, 7, 7>>);
static_assert(refuses<conv<4, 3, stride<1, 2, 3>>, E66_numbers_and_axes_differ, shape<2, 7, 7>>);
static_assert(refuses<conv<4, 3, pad<>>, E66_numbers_and_axes_differ, shape<2, 7, 7>>);
static_assert(refuses<conv<4, 3, stride<1, 2>>, E66_numbers_and_axes_differ, shape<7, 7>>);
static_assert(refuses<conv<4, 3, pad<1, 2, 3, 4>>, E66_numbers_and_axes_differ, shape<7, 7>>);
static_assert(refuses<conv<4, window<1, 3>>, E66_numbers_and_axes_differ, shape<7, 7>>);
static_assert(refuses<max_pool<2, pad<1, 0, 1>>, E66_numbers_and_axes_differ, shape<2, 7, 7>>);
static_assert(refuses<conv<4, 3, causal>, E41_layer_needs_a_sequence, shape<2, 7, 7>>);
static_assert(refuses<conv<4, 3, causal, pad<1>>, E26_option_said_twice, shape<7, 7>>);
static_assert(refuses<conv<4, window<2, 3>, same>, E17_same_needs_an_odd_window, shape<2, 7, 7>>);
static_assert(refuses<conv<4, window<3, 0>>, E09_size_not_positive, shape<2, 7, 7>>);
static_assert(refuses<conv<4, 3, stride<1, 0>>, E09_size_not_positive, shape<2, 7, 7>>);
static_assert(refuses<conv<4, window<2, 9>>, E02_window_larger_than_input, shape<2, 7, 7>>);
static_assert(refuses<conv<4, 3, stride<1, 3>>, E01_output_not_whole, shape<2, 7, 7>>);
static_assert(refuses<max_pool<window<2, 5>, pad<2>>, E06_padding_not_below_window, shape<2, 7, 7>>);
static_assert(refuses<average_pool<2, dilation<2>>, E25_option_not_known, shape<2, 7, 7>>);
static_assert(refuses<max_pool<2, padding_not_counted>, E25_option_not_known, shape<2, 7, 7>>);
static_assert(refuses<conv_transpose<4, 2, same_upper>, E25_option_not_known, shape<2, 7, 7>>);
static_assert(refuses<conv_transpose<4, 2, small_batch>, E25_option_not_known, shape<2, 7, 7>>);
static_assert(refuses<max_pool<2, small_batch>, E25_option_not_known, shape<2, 7, 7>>);
static_assert(refuses<conv<4, 3, small_batch, small_batch>, E26_option_said_twice, shape<2, 7, 7>>);

// What an output place sees, axis by axis.
using factors = explain<net<input<2, 9, 9>, conv<3, window<1, 7>, same>, conv<3, window<3, 1>, same>>>;
static_assert(factors::layer<0>::receptive_rows == 1 && factors::layer<0>::receptive_columns == 7);
static_assert(factors::layer<1>::receptive_rows == 3 && factors::layer<1>::receptive_field == 7);
static_assert(factors::layer<0>::formula == "(9 - 1 + 2*0)/1 + 1 = 9, (9 - 7 + 2*3)/1 + 1 = 9");
using stack = explain<
    net<input<32, 1>, conv<2, 2, causal>, conv<2, 2, causal, dilation<2>>, conv<2, 2, causal, dilation<4>>>>;
static_assert(stack::layer<2>::receptive_field == 8 &&
              stack::layer<2>::formula == "(32 - 5 + 4 + 0)/1 + 1 = 32");

TEST_CASE("windows that are not square give PyTorch's values and gradients") {
    check_like_pytorch<net<input<2, 3, 8>, conv<3, window<1, 7>, pad<0, 3>>>>(pytorch::window_1_7);
    check_like_pytorch<net<input<2, 8, 3>, conv<3, window<7, 1>, same, no_bias>>>(pytorch::window_7_1);
    check_like_pytorch<
        net<input<4, 7, 6>, conv<6, window<3, 2>, stride<2, 1>, pad<1, 2>, dilation<1, 3>, groups<2>>>>(
        pytorch::window_all_differ);
    check_like_pytorch<net<input<4, 3, 2>, conv_transpose<6, window<3, 2>, stride<2, 3>, pad<1, 0>,
                                                          output_pad<1, 2>, dilation<1, 2>, groups<2>>>>(
        pytorch::transposed_differ);
    check_like_pytorch<net<input<2, 7, 5>, max_pool<window<3, 2>, stride<2, 1>, pad<1, 0>>>>(
        pytorch::max_pool_differ);
    check_like_pytorch<net<input<2, 5, 6>, max_pool<2, stride<1>, dilation<2, 3>>>>(
        pytorch::max_pool_dilated);
    check_like_pytorch<net<input<2, 7, 5>, average_pool<window<3, 2>, stride<2, 1>, pad<1, 0>>>>(
        pytorch::average_pool_differ);
}

TEST_CASE("zeros on one side, and zeros that do not count, give PyTorch's values and gradients") {
    check_like_pytorch<net<input<2, 3, 4>, conv<3, 2, pad<0, 1, 0, 1>>>>(pytorch::window_sides);
    check_like_pytorch<net<input<2, 3, 4>, conv<3, 2, same_upper>>>(pytorch::window_sides);
    check_like_pytorch<net<input<2, 5, 7>, average_pool<3, stride<2>, pad<1>, padding_not_counted>>>(
        pytorch::average_pool_inside);
}

TEST_CASE("windows over sequences give PyTorch's values and gradients") {
    check_like_pytorch<net<input<7, 3>, conv<4, 3, stride<2>, pad<1>>>>(pytorch::convolution_1d);
    check_like_pytorch<net<input<6, 4>, conv<6, 3, pad<2>, dilation<2>, groups<2>>>>(
        pytorch::convolution_1d_groups);
    check_like_pytorch<net<input<7, 3>, conv<4, 2, causal, dilation<4>>>>(pytorch::window_causal);
    check_like_pytorch<net<input<5, 3>, conv_transpose<4, 4, stride<2>, pad<1>>>>(pytorch::transposed_1d);
    check_like_pytorch<net<input<7, 3>, max_pool<3, stride<2>, pad<1>>>>(pytorch::max_pool_1d);
    check_like_pytorch<net<input<7, 3>, average_pool<3, stride<2>, pad<1>>>>(pytorch::average_pool_1d);
}

TEST_CASE("poolings to a stated output give PyTorch's values and gradients") {
    check_like_pytorch<net<input<2, 7, 5>, adaptive_average_pool<3, 2>>>(pytorch::adaptive_average_pool);
    check_like_pytorch<net<input<2, 7, 6>, adaptive_max_pool<2, 4>>>(pytorch::adaptive_max_pool);
    check_like_pytorch<net<input<2, 3, 4>, adaptive_average_pool<5, 3>>>(pytorch::adaptive_wider);
    check_like_pytorch<net<input<7, 3>, adaptive_average_pool<3>>>(pytorch::adaptive_average_pool_1d);
    check_like_pytorch<net<input<8, 3>, adaptive_max_pool<3>>>(pytorch::adaptive_max_pool_1d);
    check_gradients_right<net<input<17, 7, 5>, adaptive_average_pool<3>, adaptive_max_pool<2, 1>>>(1);
}

TEST_CASE("the gradients of windows that are not square are those of centred differences") {
    check_gradients_right<net<input<3, 5, 9>, conv<17, window<1, 7>, same>, relu,
                              conv<5, window<3, 1>, stride<2, 1>, pad<1, 0>>>>();
    check_gradients_right<net<input<17, 6, 5>, conv<17, window<3, 2>, pad<1, 1, 0, 1>, groups<17>>>>(1);
    check_gradients_right<net<input<9, 3>, conv<17, 2, causal>, relu, conv<5, 2, causal, dilation<2>>>>();
    check_gradients_right<net<input<5, 3>, conv_transpose<4, 3, stride<2>, pad<1, 0>>, max_pool<2>>>();
    check_gradients_right<net<input<2, 4, 6>, tap<"before">, max_pool<window<1, 2>>, conv<2, 1>,
                              with<"before", max_unpool<window<1, 2>>>>>();
}

TEST_CASE("windows that are not square run the same when they are joined with what is behind them") {
    check_fused_like_unfused<
        net<input<3, 5, 8>, conv<17, window<1, 7>, same>, relu, max_pool<window<1, 2>>>>();
    check_fused_like_unfused<net<input<8, 3>, conv<17, 3, same>, batch_norm, relu, max_pool<2>>>();
    check_fused_like_unfused<
        net<input<3, 5, 6>, conv<5, 2, same_upper>, relu, max_pool<3, stride<2>, same_upper>>>();
    check_partial_batches<net<input<9, 3>, conv<5, 2, causal>, relu, conv<3, 3, stride<2>>>>();
}
