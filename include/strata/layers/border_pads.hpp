// SPDX-License-Identifier: MIT
#pragma once
/// Borders made of what they are around.
#include <algorithm>
#include <cstring>
#include <strata/kernels/images/borders.hpp>
#include <strata/layer/border.hpp>
#include <type_traits>

namespace strata {

/// What `reflect_pad` and `replicate_pad` run: `Shown` says which pixel stands where.
template <class Pad, class Shown, int... P>
struct shown_border : border_layer<Pad, P...> {
    template <class T>
    static void put(const framing_extents& e, const T* x, T* y) {
        put_border_around<Shown>(e, x, y);
    }
    template <class T>
    static void take(const framing_extents& e, const T* dy, T* dx, bool add) {
        if (!add) std::memset(dx, 0, static_cast<std::size_t>(int64(e.h) * e.w * e.C) * sizeof(T));
        add_with_border<Shown>(e, dy, dx);
    }
};

/// An image or a sequence that is mirrored at its edges, so that a convolution behind it sees no edge that is
/// not there.
///
///     forward     y[c, i + top, j + left] = x[c, r(i), r(j)]      r(i) = -i where i < 0, 2 (H - 1) - i where i >= H, else i
///     backward    dx[c, r(i), r(j)] += dy[c, i + top, j + left]
///
///     x: [C, H, W]   y: [C, top + H + bottom, left + W + right]
///     x: [L, D]   y: [before + L + after, D]
///
/// The pixels at the edge are not repeated. Its numbers are those of `zero_pad`. PyTorch's ReflectionPad2d
/// and ReflectionPad1d. Keeps nothing. Refused: E64 (a number that is not below the extent), E04, E09.
template <int... P>
struct reflect_pad : shown_border<reflect_pad<P...>, reflected_border, P...> {
private:
    friend border_layer<reflect_pad, P...>;

    template <Shape X, border_widths b>
    static constexpr auto refuse() {
        constexpr int rows = std::max(b.top, b.bottom), columns = std::max(b.left, b.right);
        constexpr int h = X::extents[Image<X> ? 1 : 0], w = Image<X> ? X::extents.back() : 1;
        if constexpr (rows >= h)
            return std::type_identity<
                refused<E64_reflection_too_wide, reflected_of<rows, h>, differ_in<X, Image<X> ? 1 : 0>>>{};
        else if constexpr (columns >= w)
            return std::type_identity<
                refused<E64_reflection_too_wide, reflected_of<columns, w>, differ_in<X, 2>>>{};
        else
            return std::type_identity<void>{};
    }
    template <Shape X, border_widths b>
    using refusal = typename decltype(refuse<X, b>())::type;
};

/// An image or a sequence whose edges go on and on.
///
///     forward     y[c, i + top, j + left] = x[c, r(i), r(j)]      r(i) = 0 where i < 0, H - 1 where i >= H, else i
///     backward    dx[c, r(i), r(j)] += dy[c, i + top, j + left]
///
///     x: [C, H, W]   y: [C, top + H + bottom, left + W + right]
///     x: [L, D]   y: [before + L + after, D]
///
/// Its numbers are those of `zero_pad`. PyTorch's ReplicationPad2d and ReplicationPad1d. Keeps nothing.
/// Refused: E04, E09.
template <int... P>
struct replicate_pad : shown_border<replicate_pad<P...>, replicated_border, P...> {
    template <Shape X, border_widths>
    using refusal = void;
};

}  // namespace strata
