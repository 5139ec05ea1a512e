// SPDX-License-Identifier: MIT
#pragma once
#include <strata/int64.hpp>
#include <strata/kernels/random.hpp>
#include <strata/target.hpp>

#include <cstdint>

namespace strata::inline STRATA_TARGET {

/// The random numbers that belong to sample `number` of a set in an epoch, whoever reads it and when. Numbers
/// and epochs are below 2^32 and 2^31.
[[nodiscard]] constexpr random_stream sample_stream(seed s, int epoch, int64 number) {
    // those of layers count steps and do not get so far
    constexpr std::uint64_t of_samples = 1ULL << 63;
    return {s, of_samples + (static_cast<std::uint64_t>(epoch) << 32) + static_cast<std::uint64_t>(number)};
}

}  // namespace strata::inline STRATA_TARGET
