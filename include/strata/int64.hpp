// SPDX-License-Identifier: MIT
#pragma once
#include <cstdint>

namespace strata {

/// Sizes, offsets and counts of elements or bytes: 64 bits on every system, also where a pointer has 32.
using int64 = std::int64_t;

}  // namespace strata
