// SPDX-License-Identifier: MIT
#pragma once
/// The shape of one sample, known to the compiler. The batch is not part of it: how many samples there are is the one
/// thing that is known only when the program runs.
#include <array>
#include <string>
#include <string_view>
#include <type_traits>

namespace strata {

/// Extents, outermost first. An image is `shape<C, H, W>` (channels, height, width), a vector `shape<N>`.
template <int... Extents>
struct shape {
    static constexpr int rank = sizeof...(Extents);
    static constexpr std::array<int, sizeof...(Extents)> extents{Extents...};
    /// The number of elements.
    static constexpr long size = (1L * ... * Extents);
};

template <class S>
inline constexpr bool is_shape = false;
template <int... Extents>
inline constexpr bool is_shape<shape<Extents...>> = true;

/// Stands in for the shapes of a network that cannot work.
struct unknown_shape : shape<1> {};
template <>
inline constexpr bool is_shape<unknown_shape> = true;

/// Stands in for the numbers and texts of such a network: every comparison holds, so that what is asserted of it is no second error.
struct unknown_value {
    template <class N>
    friend constexpr bool operator==(const unknown_value&, const N&) {
        return true;
    }
    template <class N>
    friend constexpr bool operator!=(const unknown_value&, const N&) {
        return true;
    }
    template <class N>
    friend constexpr bool operator<(const unknown_value&, const N&) {
        return true;
    }
    template <class N>
    friend constexpr bool operator>(const unknown_value&, const N&) {
        return true;
    }
    template <class N>
    friend constexpr bool operator<=(const unknown_value&, const N&) {
        return true;
    }
    template <class N>
    friend constexpr bool operator>=(const unknown_value&, const N&) {
        return true;
    }
    // NOLINTNEXTLINE(google-explicit-constructor): it is used where a number is
    constexpr operator long() const { return 0; }
};

template <class S>
concept Shape = is_shape<S>;

/// `[C, H, W]`
template <class S>
concept Image = Shape<S> && S::rank == 3;

/// `[N]`
template <class S>
concept Vector = Shape<S> && S::rank == 1;

/// The outermost extent: the channels of an image, the length of a vector.
template <Shape X>
inline constexpr int channels = X::extents[0];
template <Image X>
inline constexpr int height = X::extents[1];
template <Image X>
inline constexpr int width = X::extents[2];

/// How many places one channel has: H W of an image, 1 of a vector.
template <Shape X>
inline constexpr long places = X::size / channels<X>;

}  // namespace strata
