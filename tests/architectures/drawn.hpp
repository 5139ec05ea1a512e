// SPDX-License-Identifier: MIT
#pragma once
/// The numbers that scripts/make-architecture-literals draws, from the same formula: a few multiplications of
/// an index.
#include <cstdint>
#include <vector>

namespace strata::test {

/// Number i of a stream, in [-1, 1): 24 bits, so that it is the same in `float` and `double`.
inline double drawn(std::uint32_t stream, std::uint32_t i) {
    std::uint32_t h = i * 0x9E3779B9U + stream * 0x85EBCA6BU;
    h ^= h >> 16;
    h *= 0x7FEB352DU;
    h ^= h >> 15;
    h *= 0x846CA68BU;
    h ^= h >> 16;
    return static_cast<double>(h >> 8) / 8388608 - 1;
}

/// The streams: parameters have their own number.
inline constexpr std::uint32_t image_stream = 1000, output_stream = 2000, projection_stream = 3000;

}  // namespace strata::test
