// SPDX-License-Identifier: MIT
#pragma once
#include <strata/architectures/resnet.hpp>
#include <strata/layers/zero_channels.hpp>

namespace strata {

/// The way around a block that halves the image and doubles its C channels: every second place, then C
/// channels of zeros (He and others, 2015, section 3.3, option A).
template <int C>
using shortcut_of_zeros = chain<average_pool<1, stride<2>, round_down>, zero_channels<C>>;

/// 2 n layers with twice the C channels that come in and half the image.
template <int n, int C>
using halving_blocks = chain<residual<basic_body<2 * C, 2>, shortcut_of_zeros<C>>, relu,
                             repeat<n - 1, chain<residual<basic_body<2 * C, 1>>, relu>>>;

/// All layers but the last, 6 n + 1 in number (section 4.2).
template <int n>
using cifar_layers =
    chain<conv<16, 3, pad<1>, no_bias>, batch_norm, relu, repeat<n, chain<residual<basic_body<16, 1>>, relu>>,
          halving_blocks<n, 16>, halving_blocks<n, 32>>;

/// ResNet for images of 32 x 32 (He, Zhang, Ren, Sun: "Deep residual learning for image recognition", 2015,
/// section 4.2) of 20 layers: 269,722 parameters, none of them in a shortcut.
template <int Classes = 10>
struct resnet20 : net<input<3, 32, 32>, cifar_layers<3>, global_average_pool, flatten, dense<Classes>> {};

/// 32 layers: 464,154 parameters.
template <int Classes = 10>
struct resnet32 : net<input<3, 32, 32>, cifar_layers<5>, global_average_pool, flatten, dense<Classes>> {};

/// 56 layers: 853,018 parameters.
template <int Classes = 10>
struct resnet56 : net<input<3, 32, 32>, cifar_layers<9>, global_average_pool, flatten, dense<Classes>> {};

}  // namespace strata
