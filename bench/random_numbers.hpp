// SPDX-License-Identifier: MIT
#pragma once
/// What arrays are filled with.
#include <strata/kernels/random.hpp>

namespace strata::bench {

/// Numbers in [-1, 1), the same in every run.
inline void fill_random(float* x, long n, std::uint64_t stream) {
    const random_stream random(seed{3}, stream);
    for (long i = 0; i < n; ++i)
        x[i] = static_cast<float>(2 * random.uniform(static_cast<std::uint64_t>(i)) - 1);
}

}  // namespace strata::bench
