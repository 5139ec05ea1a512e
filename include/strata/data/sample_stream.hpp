// SPDX-License-Identifier: MIT
#pragma once
#include <strata/int64.hpp>
#include <strata/kernels/random_streams.hpp>
#include <strata/target.hpp>

#include <cstdint>

namespace strata::inline STRATA_TARGET {

/// The random numbers that belong to sample `number` of a set in an epoch, whoever reads it and when. Numbers
/// and epochs are below 2^32 and 2^31.
[[nodiscard]] constexpr random_stream sample_stream(seed s, int epoch, int64 number) {
    return random_for(drawn_for::samples, s,
                      (static_cast<std::uint64_t>(epoch) << 32) + static_cast<std::uint64_t>(number));
}

}  // namespace strata::inline STRATA_TARGET
