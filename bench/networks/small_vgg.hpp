// SPDX-License-Identifier: MIT
#pragma once
#include <strata/strata.hpp>

namespace strata::bench {

struct small_vgg
    : net<input<3, 32, 32>, conv<32, 3, same>, relu, conv<32, 3, same>, relu, max_pool<2>, conv<64, 3, same>,
          relu, conv<64, 3, same>, relu, max_pool<2>, flatten, dense<512>, relu, dense<10>> {};

static_assert(small_vgg::parameters == 2'168'362);

}  // namespace strata::bench
