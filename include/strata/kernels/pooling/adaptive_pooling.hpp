// SPDX-License-Identifier: MIT
#pragma once
/// The windows of a pooling to a stated output, as PyTorch's adaptive poolings have them.
///
///     along an axis   window o: places floor(o W / OW) to ceil((o + 1) W / OW) - 1        o: 0 to OW - 1
///
/// Neighbours overlap by a place at most where OW <= W. `max_pool_forward`, `average_pool_forward` and their
/// backward passes take these as they take `pooling_extents`.
#include <strata/kernels/pooling/pooling_windows.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// The largest window from W places to OW, and the distance between neighbours, rounded down.
constexpr window_axis adaptive_axis(int W, int OW) {
    int most = 1;
    for (int64 o = 0; o < OW; ++o) {
        const auto size = static_cast<int>(((o + 1) * W + OW - 1) / OW - o * W / OW);
        most = size > most ? size : most;
    }
    return {.W = W, .F = most, .S = W < OW ? 1 : W / OW};
}

/// The numbers of an adaptive pooling.
struct adaptive_extents {
    int C;              ///< channels of the input
    window_axis y, x;   ///< of `adaptive_axis`
    int height, width;  ///< output

    [[nodiscard]] constexpr int OH() const { return height; }
    [[nodiscard]] constexpr int OW() const { return width; }
    [[nodiscard]] constexpr taps_inside row(int oy) const { return taps(oy, y.W, height); }
    [[nodiscard]] constexpr taps_inside column(int ox) const { return taps(ox, x.W, width); }
    /// Each window is taken alone.
    [[nodiscard]] constexpr int alike(int) const { return 1; }
    [[nodiscard]] constexpr int step() const { return 0; }
    [[nodiscard]] constexpr int counted(const taps_inside& rows, const taps_inside& columns) const {
        return rows.count() * columns.count();
    }

private:
    [[nodiscard]] static constexpr taps_inside taps(int o, int W, int windows) {
        const auto begin = static_cast<int>(int64{o} * W / windows),
                   end = static_cast<int>(((o + int64{1}) * W + windows - 1) / windows);
        return {begin, window_axis{.W = W, .F = end - begin}};
    }
};

}  // namespace strata::inline STRATA_TARGET
