// SPDX-License-Identifier: MIT
#pragma once
/// For rows that no network stands behind: a rule over arrays, beside the same rule in separate passes.
#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <strata/model/buffer.hpp>

namespace strata::bench {

/// Bytes of so many passes over arrays of n floats, or of so many such arrays.
constexpr long array_bytes(int arrays, long n) { return arrays * n * long(sizeof(float)); }

/// Throws where the two differ by more than rounding: what is compared has to compute the same.
inline void check_same(const buffer<float>& expected, const buffer<float>& found) {
    float largest = 0, difference = 0;
    for (long i = 0; i < expected.size(); ++i) {
        largest = std::max(largest, std::abs(expected.data()[i]));
        difference = std::max(difference, std::abs(expected.data()[i] - found.data()[i]));
    }
    if (!(difference <= 1e-4f * largest))
        throw std::runtime_error("the separate passes do not compute what the fused one does");
}

}  // namespace strata::bench
