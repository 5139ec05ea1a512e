// SPDX-License-Identifier: MIT
#include <strata/layers/transposed_convolution.hpp>

#include <strata/layers/batch_norm.hpp>
#include <strata/layers/convolution.hpp>
#include <strata/layers/relu.hpp>

#include "../literals/transposed_convolution.hpp"
#include "fused_like_unfused.hpp"
#include "like_pytorch.hpp"
#include "partial_batches.hpp"
#include "refuses.hpp"
#include "right_gradients.hpp"

using namespace strata;
using namespace strata::test;

static_assert(makes<conv_transpose<6, 5>, shape<6, 28, 28>, shape<1, 24, 24>>);
static_assert(makes<conv_transpose<8, 2, stride<2>>, shape<8, 10, 14>, shape<3, 5, 7>>);
static_assert(
    makes<conv_transpose<8, 3, stride<2>, pad<1>, output_pad<1>>, shape<8, 10, 14>, shape<3, 5, 7>>);
static_assert(makes<conv_transpose<8, 3, dilation<2>>, shape<8, 9, 11>, shape<2, 5, 7>>);
static_assert(makes<conv_transpose<1, 1>, shape<1, 1, 1>, shape<1, 1, 1>>);
static_assert(makes<conv_transpose<1, 1, stride<2>>, shape<1, 1, 1>, shape<1, 1, 1>>);

static_assert(refuses<conv_transpose<8, 3>, E04_layer_needs_an_image, shape<784>>);
static_assert(refuses<conv_transpose<8, 3, groups<2>>, E05_channels_not_divisible_by_groups, shape<3, 8, 8>>);
static_assert(refuses<conv_transpose<7, 3, groups<2>>, E05_channels_not_divisible_by_groups, shape<4, 8, 8>>);
static_assert(refuses<conv_transpose<0, 3>, E09_size_not_positive, shape<1, 8, 8>>);
static_assert(refuses<conv_transpose<8>, E09_size_not_positive, shape<1, 8, 8>>);
static_assert(refuses<conv_transpose<8, 3, stride<0>>, E09_size_not_positive, shape<1, 8, 8>>);
static_assert(
    refuses<conv_transpose<8, 3, stride<2>, output_pad<-1>>, E09_size_not_positive, shape<1, 8, 8>>);
static_assert(refuses<conv_transpose<8, 3, same>, E25_option_not_known, shape<1, 8, 8>>);
static_assert(refuses<conv_transpose<8, 3, round_down>, E25_option_not_known, shape<1, 8, 8>>);
static_assert(refuses<conv<8, 3, output_pad<1>>, E25_option_not_known, shape<1, 8, 8>>);
static_assert(refuses<conv_transpose<8, 3, output_pad<1>, stride<2>, output_pad<1>>, E26_option_said_twice,
                      shape<1, 8, 8>>);
static_assert(
    refuses<conv_transpose<8, 3, output_pad<1>>, E37_transposed_output_does_not_fit, shape<1, 8, 8>>);
static_assert(refuses<conv_transpose<8, 3, stride<2>, output_pad<2>>, E37_transposed_output_does_not_fit,
                      shape<1, 8, 8>>);
static_assert(refuses<conv_transpose<8, 3, pad<2>>, E37_transposed_output_does_not_fit, shape<1, 8, 2>>);

static_assert(net<input<3, 8, 8>, conv_transpose<4, 3>>::parameters == 3 * 4 * 9 + 4);
static_assert(net<input<4, 8, 8>, conv_transpose<6, 3, groups<2>, no_bias>>::parameters == 4 * 3 * 9);

TEST_CASE("a transposed convolution gives PyTorch's values and gradients") {
    check_like_pytorch<net<input<2, 3, 4>, conv_transpose<3, 3>>>(pytorch::transposed_convolution);
}

TEST_CASE(
    "a transposed convolution with a stride gives PyTorch's values and gradients, whichever of its sizes is "
    "meant") {
    check_like_pytorch<net<input<2, 3, 4>, conv_transpose<3, 3, stride<2>, pad<1>>>>(
        pytorch::transposed_stride_pad);
    check_like_pytorch<net<input<2, 3, 4>, conv_transpose<3, 3, stride<2>, pad<1>, output_pad<1>>>>(
        pytorch::transposed_output_pad);
}

TEST_CASE("a transposed convolution in groups, and a dilated one, give PyTorch's values and gradients") {
    check_like_pytorch<net<input<4, 3, 4>, conv_transpose<6, 3, pad<1>, groups<2>>>>(
        pytorch::transposed_groups);
    check_like_pytorch<net<input<2, 3, 4>, conv_transpose<3, 3, dilation<2>, pad<1>>>>(
        pytorch::transposed_dilation);
}

TEST_CASE(
    "a transposed convolution without bias, and one whose windows leave gaps, give PyTorch's values and "
    "gradients") {
    check_like_pytorch<net<input<3, 2, 3>, conv_transpose<2, 2, stride<2>, no_bias>>>(
        pytorch::transposed_no_bias);
    check_like_pytorch<net<input<3, 2, 3>, conv_transpose<4, 1, stride<3>, output_pad<2>>>>(
        pytorch::transposed_one_by_one);
}

TEST_CASE("all options of a transposed convolution together give PyTorch's values and gradients") {
    check_like_pytorch<net<input<1, 5, 6>, conv_transpose<2, 2, pad<2>>>>(pytorch::transposed_wide_padding);
    check_like_pytorch<
        net<input<4, 3, 2>, conv_transpose<2, 3, stride<3>, pad<2>, output_pad<2>, groups<2>, dilation<2>>>>(
        pytorch::transposed_everything);
}

TEST_CASE("a transposed convolution's gradients are those of centred differences over awkward sizes") {
    check_gradients_right<net<input<1, 1, 1>, conv_transpose<1, 1>>>();
    check_gradients_right<net<input<3, 5, 7>, conv_transpose<17, 3, pad<1>>>>();
    check_gradients_right<net<input<5, 1, 1>, conv_transpose<3, window<3, 4>>, relu, conv_transpose<2, 1>>>();
    check_gradients_right<net<input<17, 3, 2>, conv_transpose<3, 4, pad<1>, stride<2>>>>();
    check_gradients_right<net<input<6, 3, 4>, conv_transpose<9, 3, groups<3>, dilation<2>, no_bias>>>(1);
    check_gradients_right<net<input<3, 2, 3>, sum<conv_transpose<3, 2, stride<2>>,
                                                  conv_transpose<3, 1, stride<2>, output_pad<1>>>>>();
}

TEST_CASE("a transposed convolution is the transpose of the convolution with its weights") {
    auto there = pass<double>::of<net<input<3, 6, 8>, conv<5, 3, stride<2>, pad<1>, round_down, no_bias>>>(1);
    auto back = pass<double>::of<
        net<input<5, 3, 4>, conv_transpose<3, 3, stride<2>, pad<1>, output_pad<1>, no_bias>>>(1);
    assign(tensor_called(back.parameters(), "0.weight"),
           elements(tensor_called(there.parameters(), "0.weight")));
    const auto x = normal_numbers(3 * 48, 1), y = normal_numbers(5 * 12, 2);
    there.forward(1, x);
    CHECK(difference(back.forward(1, y), there.backward(y)) < 1e-13);
    CHECK(difference(back.backward(x), there.forward(1, x)) < 1e-13);
}

TEST_CASE("the matrix of a convolution and its transpose are those of docs/transposed-convolution.md") {
    auto columns = [](pass<double> run, int n) {
        assign(tensor_called(run.parameters(), "0.weight"), {0, 0, 0, 1, 2, 3, 0, 0, 0});
        std::vector<double> units(static_cast<std::size_t>(n * n), 0.0);
        for (std::size_t i = 0; i < units.size(); i += static_cast<std::size_t>(n) + 1) units[i] = 1;
        return run.forward(n, units);
    };
    // a row for each unit vector: X is here as its columns, X^T as the rows of X
    CHECK(columns(pass<double>::of<net<input<1, 1, 5>, conv<1, 3, stride<2>, pad<1>, no_bias>>>(5), 5) ==
          std::vector<double>{2, 0, 0, 3, 1, 0, 0, 2, 0, 0, 3, 1, 0, 0, 2});
    CHECK(columns(pass<double>::of<net<input<1, 1, 3>, conv_transpose<1, 3, stride<2>, pad<1>, no_bias>>>(3),
                  3) == std::vector<double>{2, 3, 0, 0, 0, 0, 1, 2, 3, 0, 0, 0, 0, 1, 2});
}

TEST_CASE("a transposed convolution joined with an activation behind it is the same as layer by layer") {
    check_fused_like_unfused<net<input<3, 5, 7>, conv_transpose<17, 3, stride<2>>, relu>>();
    check_fused_like_unfused<net<input<9, 1, 1>, conv_transpose<5, 3>, relu>>();
    check_fused_like_unfused<net<input<4, 5, 5>, conv_transpose<6, 2, groups<2>>, batch_norm, relu,
                                 conv_transpose<3, 2, stride<2>>, relu>>();
}

TEST_CASE("a transposed convolution does the same for a sample whatever the batch it is in") {
    check_partial_batches<
        net<input<3, 5, 7>, conv_transpose<5, 3, stride<2>>, relu, conv_transpose<3, 3, pad<1>>>>();
    check_partial_batches<net<input<40, 1, 1>, conv_transpose<17, 5>, relu, conv_transpose<3, 1>>>();
}
