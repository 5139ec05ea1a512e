// SPDX-License-Identifier: MIT
#pragma once
#include <strata/strata.hpp>

namespace strata::bench {

struct mlp : net<input<784>, dense<256>, relu, dense<128>, relu, dense<10>> {};

static_assert(mlp::parameters == 235'146);

}  // namespace strata::bench
