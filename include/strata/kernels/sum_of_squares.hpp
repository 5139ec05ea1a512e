// SPDX-License-Identifier: MIT
#pragma once
#include <strata/kernels/sum_of_terms.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// The sum of x[i]^2 over [0, n), added up as `sum_of_terms` does. x is `slack_elements` longer.
template <class T>
[[nodiscard]] double sum_of_squares(const T* x, int64 n, int threads) {
    return sum_of_terms<T>(n, threads, [x](int64 i, auto lanes) {
        const simd<T> v = lanes.load(x + i);
        return v * v;
    });
}

}  // namespace strata::inline STRATA_TARGET
