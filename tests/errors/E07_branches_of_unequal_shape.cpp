// SPDX-License-Identifier: MIT
// title: What is to be added has not one shape
// means: A residual adds what goes round the body to what comes out of it, number by number, and a `sum` adds
// means: its branches. Numbers can be added only where both have the same channels, rows and columns. Where
// means: the body changes the shape, the shortcut has to change it too: the message offers the layer that
// means: does.
// lecture: architectures (ResNet)
// expect words: form_at<strata::in_residual, strata::index_step<2>
// expect sentence: residual at 2, got shape<32, 16, 16> and shape<16, 32, 32>: what is added must have one shape, and these, of the body and of the shortcut, differ in axis 0 (channels); write residual<body, conv<32, 1, stride<2>, round_down>>, a shortcut that fits
#include <strata/strata.hpp>
using namespace strata;

#ifdef BROKEN
using body = chain<conv<32, 3, stride<2>, pad<1>, round_down>, batch_norm, relu, conv<32, 3, same>, batch_norm>;
struct resnet : net<input<3, 32, 32>, conv<16, 3, same>, relu,  // <- here
                    residual<body>, relu, global_average_pool, flatten, dense<10>> {};
#else
using body = chain<conv<32, 3, stride<2>, pad<1>, round_down>, batch_norm, relu, conv<32, 3, same>, batch_norm>;
struct resnet : net<input<3, 32, 32>, conv<16, 3, same>, relu,
                    residual<body, conv<32, 1, stride<2>, round_down>>, relu, global_average_pool, flatten, dense<10>> {};
#endif
