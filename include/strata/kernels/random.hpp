// SPDX-License-Identifier: MIT
#pragma once
/// Random numbers by counting: number i of a stream is a function of (seed, stream, i) alone.
///
/// Philox 4x32-10 (Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as 1, 2, 3", 2011). Nothing
/// has to be stored to get a number again: a dropout mask is computed a second time in the backward pass, and
/// any split of the work over threads draws the same numbers.
#include <array>
#include <cmath>
#include <cstdint>
#include <strata/target.hpp>

namespace strata {

/// What a run is reproduced from: `model<lenet> m{seed{7}}`.
struct seed {
    std::uint64_t value = 0;
};

}  // namespace strata

namespace strata::inline STRATA_TARGET {

/// Four 32-bit numbers for one counter under one key.
constexpr std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> counter,
                                              std::array<std::uint32_t, 2> key) {
    for (int round = 0; round < 10; ++round) {
        const std::uint64_t a = std::uint64_t{0xD2511F53} * counter[0],
                            b = std::uint64_t{0xCD9E8D57} * counter[2];
        counter = {static_cast<std::uint32_t>(b >> 32) ^ counter[1] ^ key[0], static_cast<std::uint32_t>(b),
                   static_cast<std::uint32_t>(a >> 32) ^ counter[3] ^ key[1], static_cast<std::uint32_t>(a)};
        key[0] += 0x9E3779B9;
        key[1] += 0xBB67AE85;
    }
    return counter;
}

/// A stream of numbers, each reached by its index.
class random_stream {
public:
    constexpr random_stream() = default;
    /// Streams of one seed with different numbers are independent.
    constexpr random_stream(seed s, std::uint64_t stream)
        : key_{static_cast<std::uint32_t>(s.value), static_cast<std::uint32_t>(s.value >> 32)},
          stream_(stream) {}

    /// What every counter of it is enciphered with, and the upper half of all of them.
    [[nodiscard]] constexpr std::array<std::uint32_t, 2> key() const { return key_; }
    [[nodiscard]] constexpr std::uint64_t stream() const { return stream_; }

    /// 32 random bits.
    [[nodiscard]] constexpr std::uint32_t bits(std::uint64_t i) const { return four(i / 4)[i % 4]; }

    /// Four times 32 random bits: numbers 4 i to 4 i + 3.
    [[nodiscard]] constexpr std::array<std::uint32_t, 4> four(std::uint64_t i) const {
        return philox({static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(i >> 32),
                       static_cast<std::uint32_t>(stream_), static_cast<std::uint32_t>(stream_ >> 32)},
                      key_);
    }

    /// Uniform in [0, 1).
    [[nodiscard]] constexpr double uniform(std::uint64_t i) const { return bits(i) * 0x1p-32; }

    /// Uniform in {0, ..., n - 1}; the bias is below n / 2^32.
    [[nodiscard]] constexpr std::uint32_t below(std::uint64_t i, std::uint32_t n) const {
        return static_cast<std::uint32_t>(std::uint64_t{bits(i)} * n >> 32);
    }

    /// Normal with mean 0 and deviation 1 (Box and Muller, 1958).
    [[nodiscard]] double normal(std::uint64_t i) const {
        const auto u = four(i);
        const double radius = std::sqrt(-2 * std::log((u[0] + 1.0) * 0x1p-32));
        return radius * std::cos(double(6.283185307179586L) * (u[1] * 0x1p-32));
    }

    /// A stream of its own for part k of what draws from this one, k below 2^63: under four of the numbers
    /// that no index below 2^63 reaches as its key, so that parts of parts have streams of their own too.
    [[nodiscard]] constexpr random_stream part(std::uint64_t k) const {
        const auto u = four(k | std::uint64_t{1} << 63);
        return {seed{u[0] | std::uint64_t{u[1]} << 32}, u[2] | std::uint64_t{u[3]} << 32};
    }

private:
    std::array<std::uint32_t, 2> key_{};
    std::uint64_t stream_ = 0;
};

}  // namespace strata::inline STRATA_TARGET
