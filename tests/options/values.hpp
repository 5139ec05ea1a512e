// SPDX-License-Identifier: MIT
#pragma once
/// What `answers.cpp`, which is compiled with an option, computes and `judge.cpp`, which is compiled without,
/// judges. Between them is a file of numbers, written as their bits.
#include <bit>
#include <cstdint>
#include <strata/kernels/random.hpp>
#include <type_traits>

namespace options {

/// Arguments of each elementary function.
inline constexpr int arguments = 4096;

/// Argument i: every exponent and random digits, three of four between 2^-24 and 2^8; a NaN and the ends
/// first.
template <class T>
T argument(std::uint64_t i) {
    using bits = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
    constexpr int fraction = sizeof(T) == 4 ? 23 : 52;
    constexpr bits sign = bits(1) << (8 * sizeof(T) - 1), one = std::bit_cast<bits>(T(1)) >> fraction;
    constexpr bits infinity = (2 * one + 1) << fraction;
    if (i < 4)
        return std::bit_cast<T>(i == 0   ? infinity | 1
                                : i == 1 ? infinity
                                : i == 2 ? infinity | sign
                                         : bits(0));
    const auto drawn = strata::random_stream(strata::seed{1}, 1).four(i);
    bits b = bits(std::uint64_t{drawn[0]} << 32 | drawn[1]);
    if (i % 4 != 0) b = (b & (sign | ((bits(1) << fraction) - 1))) | (one - 24 + drawn[2] % 32) << fraction;
    return std::bit_cast<T>(b);
}

}  // namespace options
