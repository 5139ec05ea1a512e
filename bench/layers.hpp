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
struct dense_1024 : net<input<1024>, dense<1024>> {};
struct lstm_256 : net<input<64, 256>, lstm<256>> {};

}  // namespace strata::bench
