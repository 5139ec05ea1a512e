// SPDX-License-Identifier: MIT
#pragma once
/// Images read between their pixels: parts of them at other sizes, and turned, sheared and moved.
#include <strata/data/augmentation.hpp>
#include <strata/target.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// A part of an image: its first row and column, and its extents.
struct image_part {
    int top, left, height, width;
    bool operator==(const image_part&) const = default;
};

/// Two neighbours on an axis and how much the second weighs: (1 - share) x[first] + share x[second].
struct axis_taps {
    int first, second;
    double share;
};
/// What place i of `wanted` is read from where `extent` places from `begin` on are stretched over them: the
/// middle of place i lies at p = begin + (i + 1/2) extent / wanted - 1/2; beyond the part's ends its ends are
/// read.
[[nodiscard]] inline axis_taps stretched_taps(int begin, int extent, int wanted, int i) {
    const double place = std::max(0.0, (i + 0.5) * extent / wanted - 0.5);
    const int u = std::min(static_cast<int>(place), extent - 1);
    return {begin + u, begin + std::min(u + 1, extent - 1), place - u};
}

/// y = a part of x, stretched over the extents of y.
///
///     y[c, i, j] = sum over r in {u, u + 1}, s in {v, v + 1} of (weights of r and s) x[c, r, s]
///     x: [C, H, W] inside of which the part lies      y: [C, to.H, to.W], not the same memory
///
/// PyTorch's `interpolate` of that part, bilinear, without aligned corners; no smoothing where it shrinks.
template <class T>
void stretch_part(image_extents e, const image_part& part, image_extents to, const T* x, T* y) {
    std::vector<axis_taps> columns;
    for (int j = 0; j < to.W; ++j) columns.push_back(stretched_taps(part.left, part.width, to.W, j));
    for (int c = 0; c < e.C; ++c)
        for (int i = 0; i < to.H; ++i) {
            const axis_taps rows = stretched_taps(part.top, part.height, to.H, i);
            const T* const above = x + (int64{c} * e.H + rows.first) * e.W;
            const T* const below = x + (int64{c} * e.H + rows.second) * e.W;
            const T share = static_cast<T>(rows.share);
            for (const axis_taps& s : columns) {
                const T right = static_cast<T>(s.share);
                const T first = above[s.first] + right * (above[s.second] - above[s.first]);
                const T second = below[s.first] + right * (below[s.second] - below[s.first]);
                *y++ = first + share * (second - first);
            }
        }
}

/// From which place an image is read, counted from its middle: output (row p, column q) is read from
///
///     column  xx q + xy p + right      row  yx q + yy p + down
struct affine_map {
    double xx = 1, xy = 0, right = 0, yx = 0, yy = 1, down = 0;
};
/// Turned by so many degrees against the clock.
[[nodiscard]] inline affine_map turned(double degrees) {
    const double angle = degrees * double(0.017453292519943295L), c = std::cos(angle), s = std::sin(angle);
    return {.xx = c, .xy = -s, .yx = s, .yy = c};
}

/// y = x read through a map; what lies outside of x is `fill`, and its neighbours fade into it.
///
///     x, y: [C, H, W], not the same memory
///
/// PyTorch's `grid_sample`, bilinear, with zeros around, where `fill` is 0.
template <class T>
void read_through(image_extents e, const affine_map& map, double fill, const T* x, T* y) {
    const auto [C, H, W] = e;
    const double middle_row = (H - 1) / 2.0, middle_column = (W - 1) / 2.0;
    const int64 area = int64{H} * W;
    const auto in_reach = [](double place, int extent) { return place > -1 && place < extent; };
    for (int i = 0; i < H; ++i)
        for (int j = 0; j < W; ++j, ++y) {
            const double p = i - middle_row, q = j - middle_column;
            const double row = map.yx * q + map.yy * p + map.down + middle_row,
                         column = map.xx * q + map.xy * p + map.right + middle_column;
            if (!in_reach(row, H) || !in_reach(column, W)) {
                for (int c = 0; c < C; ++c) y[c * area] = static_cast<T>(fill);
                continue;
            }
            const int r = static_cast<int>(std::floor(row)), s = static_cast<int>(std::floor(column));
            const double below = row - r, right = column - s;
            const std::array<double, 4> weights{(1 - below) * (1 - right), (1 - below) * right,
                                                below * (1 - right), below * right};
            for (int c = 0; c < C; ++c) {
                double sum = 0;
                for (int k = 0; k < 4; ++k) {
                    const int a = r + k / 2, b = s + k % 2;
                    const bool inside = a >= 0 && a < H && b >= 0 && b < W;
                    sum += weights[static_cast<std::size_t>(k)] *
                           (inside ? static_cast<double>(x[c * area + int64{a} * W + b]) : fill);
                }
                y[c * area] = static_cast<T>(sum);
            }
        }
}

}  // namespace strata::inline STRATA_TARGET
