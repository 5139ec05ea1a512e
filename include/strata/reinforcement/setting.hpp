// SPDX-License-Identifier: MIT
#pragma once
/// Settings of agents, checked.
#include <strata/error.hpp>
#include <strata/kernels/floating_point.hpp>
#include <strata/target.hpp>
#include <string>

namespace strata::inline STRATA_TARGET {

/// Throws where a number of an agent's settings is not within [least, most].
inline void require_setting(const char* what, double found, double least, double most) {
    if (!is_finite(found) || found < least || found > most)
        throw_error({.problem = "the setting cannot have this value",
                     .name = what,
                     .expected = std::to_string(least) + " to " + std::to_string(most),
                     .found = std::to_string(found)});
}

}  // namespace strata::inline STRATA_TARGET
