// SPDX-License-Identifier: MIT
#pragma once
/// Values that are read together where an axis of one may be 1: its only number stands for all of the
/// others'.
#include <array>
#include <cstddef>
#include <strata/int64.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// How K values in memory, channels last behind the other axes, are read as if all had the extents of the
/// result.
template <std::size_t K, std::size_t Axes>
struct broadcast_extents {
    struct value {
        int64 size;                     ///< elements of a sample
        std::array<int64, Axes> steps;  ///< to the next place of each axis; 0 where the axis is 1
        bool one_channel;               ///< and the result has more
    };
    std::array<int, Axes> axes;  ///< of the result, without the channels
    int channels;
    int64 size;  ///< of the result, for a sample
    std::array<value, K> values;

    /// Whether all of the values are as large as the result.
    [[nodiscard]] constexpr bool all_whole() const {
        for (const value& v : values)
            if (v.size != size) return false;
        return true;
    }
};

/// Calls `body(y, x)` for each place of a sample, in order: where the channels of the result begin there, and
/// those of each value, counted from the first sample on.
template <std::size_t K, std::size_t Axes, class Body>
inline void for_each_place(const broadcast_extents<K, Axes>& e, int64 sample, Body&& body) {
    std::array<int, Axes> at{};
    for (int64 place = 0; place < e.size / e.channels; ++place) {
        std::array<int64, K> x;
        for (std::size_t k = 0; k < K; ++k) {
            x[k] = sample * e.values[k].size;
            for (std::size_t i = 0; i < Axes; ++i) x[k] += at[i] * e.values[k].steps[i];
        }
        body(sample * e.size + place * e.channels, x);
        for (std::size_t i = Axes; i-- > 0;) {
            if (++at[i] < e.axes[i]) break;
            at[i] = 0;
        }
    }
}

}  // namespace strata::inline STRATA_TARGET
