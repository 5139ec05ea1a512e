// SPDX-License-Identifier: MIT
#pragma once
#include <strata/strata.hpp>

namespace strata::bench {

/// The next letter of a text from those before it.
struct charlm : net<input<64>, embedding<65, 64>, lstm<256>, lstm<256>, dense<65>> {};

static_assert(charlm::parameters == 874'881);

}  // namespace strata::bench
