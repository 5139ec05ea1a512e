// SPDX-License-Identifier: MIT
#pragma once
/// The plain twins of values beside one another: number by number.
#include <cstddef>
#include <strata/int64.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

template <int... C, class T>
void reference_put_beside(const T* const (&x)[sizeof...(C)], T* y, int64 places) {
    constexpr int parts[] = {C...}, all = (C + ...);
    for (int64 p = 0; p < places; ++p)
        for (std::size_t k = 0, from = 0; k < sizeof...(C); from += static_cast<std::size_t>(parts[k++]))
            for (int c = 0; c < parts[k]; ++c)
                y[p * all + static_cast<int64>(from) + c] = x[k][p * parts[k] + c];
}
template <int... C, class T>
void reference_take_apart(const T* dy, T* const (&dx)[sizeof...(C)], const bool* adds, int64 places) {
    constexpr int parts[] = {C...}, all = (C + ...);
    for (int64 p = 0; p < places; ++p)
        for (std::size_t k = 0, from = 0; k < sizeof...(C); from += static_cast<std::size_t>(parts[k++]))
            for (int c = 0; c < parts[k] && dx[k]; ++c) {
                T& to = dx[k][p * parts[k] + c];
                to = (adds[k] ? to : T(0)) + dy[p * all + static_cast<int64>(from) + c];
            }
}

}  // namespace strata::inline STRATA_TARGET
