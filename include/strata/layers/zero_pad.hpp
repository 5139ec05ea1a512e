// SPDX-License-Identifier: MIT
#pragma once
#include <strata/layer/border.hpp>

namespace strata {

/// An image or a sequence with zeros around.
///
///     forward     y[c, i + top, j + left] = x[c, i, j], and 0 around      backward    dx[c, i, j] = dy[c, i + top, j + left]
///
///     x: [C, H, W]   y: [C, top + H + bottom, left + W + right]
///     x: [L, D]   y: [before + L + after, D]
///
/// `zero_pad<P>` is P on every side, `zero_pad<rows, columns>` so much above and below, and left and right;
/// `zero_pad<top, bottom, left, right>` says each. Of a sequence `zero_pad<before, after>`. PyTorch's
/// ZeroPad2d, whose order is left, right, top, bottom. A convolution's own `pad<P>` does the same without a
/// copy. Keeps nothing. Refused: E04, E09.
template <int... P>
struct zero_pad : border_layer<zero_pad<P...>, P...> {
private:
    friend border_layer<zero_pad, P...>;

    template <Shape X, border_widths>
    using refusal = void;

    template <class T>
    static void put(const framing_extents& e, const T* x, T* y) {
        put_into(e, x, y, false);
    }
    template <class T>
    static void take(const framing_extents& e, const T* dy, T* dx, bool add) {
        cut_out(e, dy, dx, add);
    }
};

}  // namespace strata
