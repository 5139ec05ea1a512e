// SPDX-License-Identifier: MIT
#pragma once

namespace strata {

/// The bits of one type as another of the same size: std::bit_cast, which older standard libraries lack.
template <class To, class From>
constexpr To bit_cast(const From& from) {
    static_assert(sizeof(To) == sizeof(From));
    return __builtin_bit_cast(To, from);
}

}  // namespace strata
