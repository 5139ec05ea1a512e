// SPDX-License-Identifier: MIT
#pragma once
#include <strata/strata.hpp>

namespace strata::bench {

struct lenet : net<input<1, 28, 28>, conv<6, 5, pad<2>>, relu, max_pool<2>, conv<16, 5>, relu, max_pool<2>,
                   flatten, dense<120>, relu, dense<84>, relu, dense<10>> {};

static_assert(lenet::parameters == 61'706);

}  // namespace strata::bench
