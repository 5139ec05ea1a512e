// SPDX-License-Identifier: MIT
#pragma once
/// Single layers, as networks of one.
#include <strata/strata.hpp>

namespace strata::bench {

struct conv3x3_64 : net<input<64, 56, 56>, conv<64, 3, same>> {};
struct conv3x3_128 : net<input<128, 28, 28>, conv<128, 3, same>> {};
struct conv3x3_256 : net<input<256, 14, 14>, conv<256, 3, same>> {};
struct conv3x3_512 : net<input<512, 7, 7>, conv<512, 3, same>> {};
struct conv1x1_256 : net<input<64, 56, 56>, conv<256, 1>> {};
struct conv7x7_64 : net<input<3, 224, 224>, conv<64, 7, stride<2>, pad<3>, round_down>> {};
struct conv1x7_192 : net<input<192, 17, 17>, conv<192, window<1, 7>, same>> {};
struct conv7x1_192 : net<input<192, 17, 17>, conv<192, window<7, 1>, same>> {};
struct conv5x5_64 : net<input<64, 28, 28>, conv<64, 5, same>> {};
struct conv3x3_halving : net<input<64, 56, 56>, conv<128, 3, stride<2>, same_upper>> {};
struct conv3x3_dilated : net<input<64, 28, 28>, conv<64, 3, same, dilation<2>>> {};
struct depthwise_halving : net<input<128, 56, 56>, conv<128, 3, stride<2>, same_upper, groups<128>>> {};
struct conv1d_causal : net<input<1024, 64>, conv<64, 3, causal, dilation<4>>> {};
struct dense_1024 : net<input<1024>, dense<1024>> {};
struct lstm_256 : net<input<64, 256>, lstm<256>> {};
struct gru_256 : net<input<64, 256>, gru<256>> {};
struct rnn_256 : net<input<64, 256>, rnn<256>> {};

}  // namespace strata::bench
