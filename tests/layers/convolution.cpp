// SPDX-License-Identifier: MIT
#include <strata/layers/convolution.hpp>
#include <strata/layers/max_pool.hpp>
#include <strata/layers/relu.hpp>

#include "../literals/convolution.hpp"
#include "fused_like_unfused.hpp"
#include "like_pytorch.hpp"
#include "partial_batches.hpp"
#include "refuses.hpp"
#include "right_gradients.hpp"

using namespace strata;
using namespace strata::test;

static_assert(makes<conv<6, 5>, shape<6, 24, 24>, shape<1, 28, 28>>);
static_assert(makes<conv<64, 7, stride<2>, pad<3>, round_down>, shape<64, 112, 112>, shape<3, 224, 224>>);
static_assert(makes<conv<96, 11, stride<4>>, shape<96, 55, 55>, shape<3, 227, 227>>);
static_assert(makes<conv<8, 3, same>, shape<8, 5, 7>, shape<2, 5, 7>>);
static_assert(makes<conv<8, 3, same, dilation<2>>, shape<8, 5, 7>, shape<2, 5, 7>>);
static_assert(makes<conv<8, 3, dilation<2>>, shape<8, 1, 3>, shape<2, 5, 7>>);
static_assert(makes<conv<1, 1>, shape<1, 1, 1>, shape<1, 1, 1>>);

static_assert(refuses<conv<8, 3, stride<2>>, E01_output_not_whole, shape<1, 28, 28>>);
static_assert(refuses<conv<8, 3, stride<2>>, E01_output_not_whole, shape<1, 7, 28>>);
static_assert(refuses<conv<8, 3, stride<2>>, E01_output_not_whole, shape<1, 28, 7>>);
static_assert(refuses<conv<8, 5>, E02_window_larger_than_input, shape<1, 4, 5>>);
static_assert(refuses<conv<8, 5>, E02_window_larger_than_input, shape<1, 5, 4>>);
static_assert(refuses<conv<8, 3, dilation<2>, round_down>, E02_window_larger_than_input, shape<1, 4, 5>>);
static_assert(makes<conv<8, 5, pad<1>>, shape<8, 2, 1>, shape<1, 4, 3>>);
static_assert(refuses<conv<8, 3>, E04_layer_needs_an_image, shape<784>>);
static_assert(refuses<conv<8, 3, groups<2>>, E05_channels_not_divisible_by_groups, shape<3, 8, 8>>);
static_assert(refuses<conv<7, 3, groups<2>>, E05_channels_not_divisible_by_groups, shape<4, 8, 8>>);
static_assert(refuses<conv<0, 3>, E09_size_not_positive, shape<1, 8, 8>>);
static_assert(refuses<conv<8, 0>, E09_size_not_positive, shape<1, 8, 8>>);
static_assert(refuses<conv<8, 3, stride<0>>, E09_size_not_positive, shape<1, 8, 8>>);
static_assert(refuses<conv<8, 3, groups<0>>, E09_size_not_positive, shape<1, 8, 8>>);
static_assert(refuses<conv<8, 3, dilation<0>>, E09_size_not_positive, shape<1, 8, 8>>);
static_assert(refuses<conv<8, 3, pad<-1>>, E09_size_not_positive, shape<1, 8, 8>>);
static_assert(refuses<conv<8, 4, same>, E17_same_needs_an_odd_window, shape<1, 8, 8>>);
static_assert(mistaken<E02_window_larger_than_input, input<1, 4, 4>, conv<2, 3>, relu, conv<2, 3>>);

static_assert(net<input<3, 8, 8>, conv<4, 3>>::parameters == 4 * 3 * 9 + 4);
static_assert(net<input<3, 8, 8>, conv<4, 3, no_bias>>::parameters == 4 * 3 * 9);
static_assert(net<input<4, 8, 8>, conv<6, 3, groups<2>>>::parameters == 6 * 2 * 9 + 6);

TEST_CASE("a convolution gives PyTorch's values and gradients") {
    check_like_pytorch<net<input<2, 5, 6>, conv<3, 3>>>(pytorch::convolution);
}

TEST_CASE("a convolution with stride and padding gives PyTorch's values and gradients") {
    check_like_pytorch<net<input<2, 5, 7>, conv<3, 3, stride<2>, pad<1>>>>(pytorch::convolution_stride_pad);
}

TEST_CASE("a convolution in groups gives PyTorch's values and gradients") {
    check_like_pytorch<net<input<4, 3, 4>, conv<6, 3, same, groups<2>>>>(pytorch::convolution_groups);
}

TEST_CASE("a dilated convolution gives PyTorch's values and gradients") {
    check_like_pytorch<net<input<2, 5, 6>, conv<3, 3, dilation<2>, pad<1>>>>(pytorch::convolution_dilation);
}

TEST_CASE("a convolution without bias gives PyTorch's values and gradients") {
    check_like_pytorch<net<input<3, 4, 5>, conv<2, 2, no_bias>>>(pytorch::convolution_no_bias);
}

TEST_CASE("a convolution of one by one gives PyTorch's values and gradients") {
    check_like_pytorch<net<input<3, 3, 4>, conv<4, 1>>>(pytorch::convolution_one_by_one);
}

TEST_CASE("a convolution that rounds down gives PyTorch's values and gradients") {
    check_like_pytorch<net<input<2, 6, 6>, conv<2, 3, stride<2>, round_down>>>(
        pytorch::convolution_round_down);
}

TEST_CASE("a convolution whose padding is wider than its window gives PyTorch's values and gradients") {
    check_like_pytorch<net<input<1, 2, 3>, conv<2, 2, pad<3>>>>(pytorch::convolution_wide_padding);
}

TEST_CASE("stride, padding, groups and dilation together give PyTorch's values and gradients") {
    check_like_pytorch<net<input<4, 5, 7>, conv<2, 3, stride<2>, pad<2>, groups<2>, dilation<2>>>>(
        pytorch::convolution_everything);
}

TEST_CASE("a depthwise convolution gives PyTorch's values and gradients") {
    check_like_pytorch<net<input<3, 4, 5>, conv<3, 3, same, groups<3>>>>(pytorch::depthwise);
    check_like_pytorch<net<input<3, 5, 5>, conv<6, 3, stride<2>, pad<1>, groups<3>>>>(
        pytorch::depthwise_two_each);
}

TEST_CASE("a convolution's gradients are those of centred differences over awkward sizes") {
    check_gradients_right<net<input<1, 1, 1>, conv<1, 1>>>();
    check_gradients_right<net<input<3, 5, 7>, conv<17, 3, pad<1>>>>();
    check_gradients_right<net<input<17, 5, 7>, conv<3, 3, pad<1>, stride<2>>>>();
    check_gradients_right<net<input<17, 3, 5>, conv<17, 3, pad<1>, groups<17>>>>();
    check_gradients_right<net<input<6, 5, 7>, conv<9, 3, same, groups<3>, dilation<2>, no_bias>>>(1);
    check_gradients_right<net<input<17, 5, 7>, conv<17, 5, pad<2>, stride<2>, groups<17>>>>(1);
}

TEST_CASE("the gradients of a convolution by Winograd's form are those of centred differences") {
    static_assert(kernel_of(conv<17, 3, same>::extents<shape<16, 5, 7>>()) == convolution_kernel::winograd);
    check_gradients_right<net<input<16, 5, 7>, conv<17, 3, same>, relu>>();
    check_gradients_right<net<input<3, 6, 6>, conv<18, 3, same>, relu, conv<16, 3, no_bias>>>(3);
    check_gradients_right<net<input<17, 6, 8>, conv<20, 3, pad<2>>, relu, max_pool<2>>>(2);
}

TEST_CASE("a convolution joined with what is behind it is the same as layer by layer") {
    check_fused_like_unfused<net<input<3, 5, 7>, conv<17, 3, same>, relu>>();
    check_fused_like_unfused<net<input<17, 6, 6>, conv<3, 3, same>, relu, max_pool<2>>>();
    check_fused_like_unfused<
        net<input<3, 7, 9>, conv<5, 3>, max_pool<3, stride<2>>, conv<4, 1, no_bias>, relu>>();
    check_fused_like_unfused<net<input<4, 5, 5>, conv<4, 3, same, groups<4>>, relu, conv<6, 1>>>(1);
    check_fused_like_unfused<net<input<16, 6, 6>, conv<17, 3, same>, relu, max_pool<2>>>();
}

TEST_CASE("a window as large as its image is a dense layer, whatever follows it") {
    using large = conv<7, window<3, 4>>;
    static_assert(kernel_of(large::extents<shape<5, 3, 4>>()) == convolution_kernel::product);
    static_assert(kernel_of(conv<7, 3, pad<1>>::extents<shape<5, 3, 3>>()) == convolution_kernel::direct);
    static_assert(conv<7, window<3, 4>>::multiply_adds<shape<5, 3, 4>> == 5 * 3 * 4 * 7);
    check_gradients_right<net<input<5, 3, 4>, large, relu>>(3);
    check_fused_like_unfused<net<input<5, 3, 4>, large, relu, max_pool<1>>>();
    check_partial_batches<net<input<5, 3, 4>, large, relu, conv<40, 1>>>(20);
}

TEST_CASE("so is one of many channels on few pixels, and its samples do not depend on their batch") {
    static_assert(kernel_of(conv<131, 3, same>::extents<shape<128, 2, 2>>()) ==
                  convolution_kernel::few_pixels);
    check_fused_like_unfused<
        net<input<128, 2, 2>, conv<131, 3, same>, relu, conv<128, 3, same>, max_pool<2>>>();
    check_partial_batches<
        net<input<128, 4, 4>, conv<131, 3, stride<2>, same_upper>, relu, conv<128, 3, same>>>();
}

TEST_CASE("small_batch chooses another kernel, which gives the same values and gradients but for rounding") {
    using few = conv<131, 3, same, small_batch>;
    static_assert(kernel_of(few::extents<shape<128, 4, 6>>()) == convolution_kernel::few_pixels);
    static_assert(kernel_of(conv<131, 3, same>::extents<shape<128, 4, 6>>()) == convolution_kernel::winograd);
    static_assert(kernel_of(conv<64, 3, same, small_batch>::extents<shape<64, 4, 6>>()) ==
                  convolution_kernel::winograd);
    using with = net<input<128, 4, 6>, few, relu, max_pool<2>>;
    using without = net<input<128, 4, 6>, conv<131, 3, same>, relu, max_pool<2>>;
    check_passes_alike(pass<double>::of<with>(3), pass<double>::of<without>(3), 3);
    check_fused_like_unfused<with>();
    check_partial_batches<with>();
}

TEST_CASE("a convolution does the same for a sample whatever the batch it is in") {
    check_partial_batches<net<input<3, 5, 7>, conv<5, 3, same>, relu, conv<3, 3, stride<2>>>>();
    check_partial_batches<net<input<3, 5, 7>, conv<16, 3, same>, relu, conv<16, 3, same>>>(20);
}
