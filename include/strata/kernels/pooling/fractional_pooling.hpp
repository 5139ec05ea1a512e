// SPDX-License-Identifier: MIT
#pragma once
/// Where the windows of a fractional pooling begin (Graham, "Fractional max-pooling", 2014, section 2,
/// pseudorandom).
///
///     along an axis   i(o) = floor(a (o + u)) - floor(a u)    a = (W - F) / (OW - 1)      the last one at W - F
///
///     o: 0 to OW - 1   u: in [0, 1)      steps are floor(a) or floor(a) + 1, in an order that u chooses
///
/// The windows of F places overlap where a < F. `max_pool_forward` and `max_pool_backward` take these as they
/// take `pooling_extents`.
#include <strata/kernels/pooling/pooling_windows.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// The numbers of a fractional pooling, and the two that its regions follow from.
struct fractional_extents {
    int C;              ///< channels of the input
    window_axis y, x;   ///< its extents and the window's taps along them; no strides
    int height, width;  ///< output
    double u_rows = 0.5, u_columns = 0.5;

    [[nodiscard]] constexpr int OH() const { return height; }
    [[nodiscard]] constexpr int OW() const { return width; }
    [[nodiscard]] constexpr taps_inside row(int oy) const { return {begin(oy, y, height, u_rows), y}; }
    [[nodiscard]] constexpr taps_inside column(int ox) const { return {begin(ox, x, width, u_columns), x}; }
    /// Each window is taken alone.
    [[nodiscard]] constexpr int alike(int) const { return 1; }
    [[nodiscard]] constexpr int step() const { return 0; }

private:
    [[nodiscard]] static constexpr int begin(int o, const window_axis& w, int windows, double u) {
        if (o == windows - 1) return w.W - w.F;
        const double a = double(w.W - w.F) / (windows - 1);
        return static_cast<int>((o + u) * a) - static_cast<int>(u * a);
    }
};

}  // namespace strata::inline STRATA_TARGET
