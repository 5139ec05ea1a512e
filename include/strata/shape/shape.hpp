// SPDX-License-Identifier: MIT
#pragma once
/// The shape of one sample, known to the compiler. The batch is not part of it: how many samples there are is
/// the one thing that is known only when the program runs.
#include <array>
#include <initializer_list>
#include <strata/int64.hpp>
#include <string>
#include <string_view>
#include <type_traits>

namespace strata {

/// The most elements that a sample of a value has, and a parameter: sums and small multiples of it are ints.
inline constexpr int64 most_elements = int64{1} << 30;

/// The product of extents; one more than `most_elements` where it is larger than that, 0 where an extent is
/// below 1.
constexpr int64 count_elements(std::initializer_list<int64> extents) {
    int64 product = 1;
    for (const int64 extent : extents) {
        if (extent < 1) return 0;
        product = extent <= most_elements / product ? product * extent : most_elements + 1;
    }
    return product;
}

/// Extents, outermost first. An image is `shape<C, H, W>` (channels, height, width), a sequence `shape<L, D>`
/// (places, features), a vector `shape<N>`.
template <int... Extents>
struct shape {
    static constexpr int rank = sizeof...(Extents);
    static constexpr std::array<int, sizeof...(Extents)> extents{Extents...};
    /// The number of elements; of more than `most_elements`, which no network has, only that they are more.
    static constexpr int64 size = count_elements({Extents...});
};

template <class S>
inline constexpr bool is_shape = false;
template <int... Extents>
inline constexpr bool is_shape<shape<Extents...>> = true;

/// Stands in for the shapes of a network that cannot work.
struct unknown_shape : shape<1> {};
template <>
inline constexpr bool is_shape<unknown_shape> = true;

/// Stands in for the numbers and texts of such a network: every comparison holds, so that what is asserted of
/// it is no second error.
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
    constexpr operator int64() const { return 0; }
};

template <class S>
concept Shape = is_shape<S>;

/// `[C, H, W]`
template <class S>
concept Image = Shape<S> && S::rank == 3;

/// `[L, D]`: L places with D features each. In memory as it is written: the features of a place side by side.
template <class S>
concept Sequence = Shape<S> && S::rank == 2;

/// `[N]`
template <class S>
concept Vector = Shape<S> && S::rank == 1;

/// What lies side by side in memory: the channels of an image, the features of a sequence, a whole vector.
template <Shape X>
inline constexpr int channels = X::extents[Sequence<X> ? 1 : 0];
/// X with another number of channels.
template <class X, int C>
struct rechanneled;
template <int Old, int... Rest, int C>
struct rechanneled<shape<Old, Rest...>, C> {
    using type = shape<C, Rest...>;
};
template <int L, int Old, int C>
struct rechanneled<shape<L, Old>, C> {
    using type = shape<L, C>;
};
template <Shape X, int C>
using with_channels = typename rechanneled<X, C>::type;

template <Image X>
inline constexpr int height = X::extents[1];
template <Image X>
inline constexpr int width = X::extents[2];

/// How many places one channel has: H W of an image, L of a sequence, 1 of a vector.
template <Shape X>
inline constexpr int64 places = X::size / channels<X>;

}  // namespace strata
