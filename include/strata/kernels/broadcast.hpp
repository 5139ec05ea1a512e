// SPDX-License-Identifier: MIT
#pragma once
/// Values that are read together where an axis of one may be 1: its only number stands for all of the others'.
#include <array>
#include <cstddef>
#include <strata/int64.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// How K values in memory, channels last, are read as if all had the extents of the result.
template <int K>
struct broadcast_extents {
    int rows, columns, channels;  ///< of the result, for a sample
    struct value {
        int64 size;         ///< elements of a sample
        int64 row, column;  ///< steps; 0 where the axis is 1
        bool one_channel;   ///< and the result has more
    };
    std::array<value, K> values;

    [[nodiscard]] constexpr int64 size() const { return int64{rows} * columns * channels; }
    [[nodiscard]] constexpr bool is_whole(std::size_t k) const { return values[k].size == size(); }
    /// Whether all of them are as large as the result.
    [[nodiscard]] constexpr bool all_whole() const {
        for (std::size_t k = 0; k < K; ++k)
            if (!is_whole(k)) return false;
        return true;
    }
};

/// Calls `body(place, offsets)` for each place of a sample, in order: the place of the result, and of each value where its
/// channels begin there.
template <int K, class Body>
inline void for_each_place(const broadcast_extents<K>& e, Body&& body) {
    std::array<int64, K> at{};
    for (int row = 0; row < e.rows; ++row)
        for (int column = 0; column < e.columns; ++column) {
            for (std::size_t k = 0; k < K; ++k) at[k] = row * e.values[k].row + column * e.values[k].column;
            body(int64{row} * e.columns + column, at);
        }
}

}  // namespace strata::inline STRATA_TARGET
