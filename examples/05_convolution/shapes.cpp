// SPDX-License-Identifier: MIT
// Shapes are settled by the compiler: the numbers of the lecture on convolutional networks, each as an
// assertion that this program could not be compiled without.
#include <iostream>
#include <strata/strata.hpp>

using namespace strata;

// "Input volume 32x32x3, ten 5x5 filters with stride 1, pad 2": output 32x32x10, 760 parameters.
struct ten_filters : net<input<3, 32, 32>, conv<10, 5, pad<2>>> {};
using ten = explain<ten_filters>::layer<0>;
static_assert(std::is_same_v<ten::output, shape<10, 32, 32>>);
static_assert(ten::formula == "(32 - 5 + 2*2)/1 + 1 = 32");
static_assert(ten::parameters == (5 * 5 * 3 + 1) * 10 && ten::parameters == 760);
static_assert(ten::multiply_adds == 32L * 32 * 10 * 5 * 5 * 3);

// "7x7 input, 3x3 filter": stride 1 gives 5x5, stride 2 gives 3x3, stride 3 does not fit.
template <class... Options>
using seven = resolve<input<1, 7, 7>, conv<1, 3, Options...>>;
static_assert(std::is_same_v<seven<stride<1>>::outputs, types<value<1, shape<1, 5, 5>>>>);
static_assert(std::is_same_v<seven<stride<2>>::outputs, types<value<1, shape<1, 3, 3>>>>);
static_assert(is_error_of<seven<stride<3>>, E01_output_not_whole>);
static_assert(sentence_of<seven<stride<3>>>.view() ==
              "layer 0, conv<1, 3, stride<3>>, got shape<1, 7, 7>: along both axes (W - F + 2P)/S + 1 = (7 - "
              "3 + 2*0)/3 + 1 "
              "= 2.33 is not a whole "
              "number; pad<1> gives 3, stride<2> gives 3, stride<1> gives 5, round_down gives 2 and leaves "
              "the far edge out");

// "In practice: common to zero pad the border." 7x7, 3x3 filter, stride 1, pad 1: 7x7 again.
static_assert(std::is_same_v<seven<pad<1>>::outputs, types<value<1, shape<1, 7, 7>>>>);
static_assert(std::is_same_v<seven<same>::outputs, seven<pad<1>>::outputs>);

// "32x32 input convolved repeatedly with 5x5 filters shrinks volumes spatially: 32 -> 28 -> 24."
struct shrinking : net<input<3, 32, 32>, conv<6, 5>, relu, conv<10, 5>, relu> {};
static_assert(std::is_same_v<explain<shrinking>::layer<0>::output, shape<6, 28, 28>>);
static_assert(std::is_same_v<explain<shrinking>::layer<2>::output, shape<10, 24, 24>>);

// "1x1 convolution layers make perfect sense": 56x56x64 with 32 filters is 56x56x32.
struct one_by_one : net<input<64, 56, 56>, conv<32, 1>> {};
static_assert(std::is_same_v<explain<one_by_one>::layer<0>::output, shape<32, 56, 56>>);

// Pooling: 224x224x64 with 2x2 windows and stride 2 is 112x112x64, and there is nothing to learn.
struct pooled : net<input<64, 224, 224>, max_pool<2>> {};
static_assert(std::is_same_v<explain<pooled>::layer<0>::output, shape<64, 112, 112>>);
static_assert(explain<pooled>::layer<0>::formula == "(224 - 2 + 2*0)/2 + 1 = 112" && pooled::parameters == 0);

// Three 3x3 convolutions see as much of the input as one 7x7, with fewer weights: 27 C^2 against 49 C^2.
struct three_small : net<input<16, 32, 32>, conv<16, 3, same>, conv<16, 3, same>, conv<16, 3, same>> {};
struct one_large : net<input<16, 32, 32>, conv<16, 7, same>> {};
static_assert(explain<three_small>::layer<2>::receptive_field == 7 &&
              explain<one_large>::layer<0>::receptive_field == 7);
static_assert(three_small::parameters == 27 * 16 * 16 + 48 && one_large::parameters == 49 * 16 * 16 + 16);

// AlexNet's first layer: 227x227x3, 96 filters of 11x11, stride 4: 55x55x96, about 35 thousand parameters.
struct alexnet_begins : net<input<3, 227, 227>, conv<96, 11, stride<4>>, relu, max_pool<3, stride<2>>> {};
static_assert(std::is_same_v<explain<alexnet_begins>::layer<0>::output, shape<96, 55, 55>>);
static_assert(explain<alexnet_begins>::layer<0>::parameters == 11 * 11 * 3 * 96 + 96);
static_assert(std::is_same_v<explain<alexnet_begins>::layer<2>::output, shape<96, 27, 27>>);

int main() {
    std::cout << "Ten 5x5 filters over 32x32x3, padded by 2:\n" << summary<ten_filters>() << '\n';
    std::cout << "AlexNet begins:\n" << summary<alexnet_begins>() << '\n';
    std::cout << "What the compiler says of a stride that does not fit:\n"
              << sentence_of<seven<stride<3>>>.view() << '\n';
}
