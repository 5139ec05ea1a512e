// SPDX-License-Identifier: MIT
#pragma once
/// The plain twins of the pooling kernels.
#include <limits>
#include <strata/kernels/pooling/pooling_windows.hpp>
#include <strata/target.hpp>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// What stands for the place of a tap that is in the padding, or beyond it.
inline constexpr int64 in_padding = -1, beyond_padding = -2;

/// Calls `body(element of y, element of x, tap, whether it is the first)` for every tap of every window.
template <class Body>
void for_each_tap(const pooling_extents& e, Body&& body) {
    const auto where = [](const window_axis& a, int o, int f) {
        const int at = o * a.S + f * a.D - a.before;
        return at >= 0 && at < a.W ? at : at < a.W + a.after ? int(in_padding) : int(beyond_padding);
    };
    for (int oy = 0; oy < e.OH(); ++oy)
        for (int ox = 0; ox < e.OW(); ++ox)
            for (int c = 0; c < e.C; ++c)
                for (int fy = 0; fy < e.y.F; ++fy)
                    for (int fx = 0; fx < e.x.F; ++fx) {
                        const int iy = where(e.y, oy, fy), ix = where(e.x, ox, fx);
                        const int64 from =
                            iy >= 0 && ix >= 0 ? (int64(iy) * e.x.W + ix) * e.C + c : (iy < ix ? iy : ix);
                        body((int64(oy) * e.OW() + ox) * e.C + c, from, fy * e.x.F + fx, fy + fx == 0);
                    }
}

template <class T>
void reference_max_pool(const pooling_extents& e, const T* x, T* y, int* argmax) {
    for_each_tap(e, [&](int64 to, int64 from, int tap, bool first) {
        if (first) y[to] = -std::numeric_limits<T>::infinity();
        if (from < 0 || !(x[from] > y[to])) return;
        y[to] = x[from];
        argmax[to] = tap;
    });
}

template <class T>
void reference_average_pool(const pooling_extents& e, const T* x, T* y) {
    const int64 size = int64(e.OH()) * e.OW() * e.C;
    std::vector<int> counted(static_cast<std::size_t>(size));
    for_each_tap(e, [&](int64 to, int64 from, int, bool first) {
        if (first) y[to] = T(0);
        if (from >= 0) y[to] += x[from];
        counted[static_cast<std::size_t>(to)] += from >= 0 || (from == in_padding && !e.inside_only);
    });
    for (int64 i = 0; i < size; ++i) y[i] /= T(counted[static_cast<std::size_t>(i)]);
}

}  // namespace strata::inline STRATA_TARGET
