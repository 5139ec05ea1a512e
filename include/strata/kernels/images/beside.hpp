// SPDX-License-Identifier: MIT
#pragma once
/// Values beside one another at every place, forward and backward.
///
///     y[p] = (x1[p], x2[p], ...)            dxk[p] = dy[p]'s part k, or added to what is there
///
///     xk, dxk: [places, Ck]   y, dy: [places, C1 + C2 + ...]
///
/// The numbers of channels are constants: what is copied at a place is often a few numbers.
#include <algorithm>
#include <cstddef>
#include <cstring>
#include <strata/kernels/simd.hpp>
#include <strata/target.hpp>
#include <type_traits>
#include <utility>

namespace strata::inline STRATA_TARGET {

/// Copies C numbers. Where C is less than a vector has and `spare` is set, as many as a vector has.
template <int C, bool spare, class T>
inline void copy_channels(T* to, const T* from) {
    constexpr int W = simd_width<T>;
    // half a vector is enough for few
    constexpr int few = W > 4 && C <= W / 2 ? W / 2 : W;
    if constexpr (C < W && spare) {
        std::memcpy(to, from, few * sizeof(T));
    } else if constexpr (C < W || C > 16 * W) {
        std::memcpy(to, from, C * sizeof(T));
    } else {
        for (int c = 0; c + W <= C; c += W) simd<T>::load_unaligned(from + c).store_unaligned(to + c);
        if constexpr (C % W != 0) simd<T>::load_unaligned(from + C - W).store_unaligned(to + C - W);
    }
}

/// y of one sample; the inputs' places begin at x[k].
template <int... C, class T>
void put_beside(const T* const (&x)[sizeof...(C)], T* y, int64 places) {
    constexpr int all = (C + ...);
    // what a vector holds beyond its place is overwritten by the places after it
    const int64 spare = std::max<int64>(0, places - simd_width<T>);
    const auto over = [&]<std::size_t... K>(int64 begin, int64 end, auto has_spare,
                                            std::index_sequence<K...>) {
        const T* from[] = {x[K] + begin * C...};
        T* to = y + begin * all;
        for (int64 p = begin; p < end; ++p)
            ((copy_channels<C, decltype(has_spare)::value>(to, from[K]), to += C, from[K] += C), ...);
    };
    const std::make_index_sequence<sizeof...(C)> parts{};
    over(0, spare, std::true_type{}, parts);
    over(spare, places, std::false_type{}, parts);
}

/// dx of one sample, of the parts that are not null; dy is read once.
template <int... C, class T>
void take_apart(const T* dy, T* const (&dx)[sizeof...(C)], const bool* adds, int64 places) {
    constexpr int all = (C + ...);
    constexpr int64 block = std::max(8, 4096 / all);  // as many places as stay in the nearest cache
    const auto part = [&]<int Channels>(std::integral_constant<int, Channels>, int64 begin, int64 end,
                                        const T* from, T* to, bool add) {
        if (!to) return;
        from += begin * all;
        to += begin * Channels;
        if (add) {
            for (int64 p = begin; p < end; ++p, from += all, to += Channels) {
                if constexpr (Channels < simd_width<T>)
                    for (int c = 0; c < Channels; ++c) to[c] += from[c];
                else
                    sweep<T>(Channels, [&](int64 c, auto lanes) {
                        lanes.store(to + c, lanes.load(to + c) + lanes.load(from + c));
                    });
            }
            return;
        }
        const int64 spare = std::clamp<int64>(places - simd_width<T>, begin, end);
        for (int64 p = begin; p < spare; ++p, from += all, to += Channels)
            copy_channels<Channels, true>(to, from);
        for (int64 p = spare; p < end; ++p, from += all, to += Channels)
            copy_channels<Channels, false>(to, from);
    };
    for (int64 begin = 0; begin < places; begin += block) {
        const int64 end = std::min(begin + block, places);
        std::size_t k = 0;
        const T* from = dy;
        ((part(std::integral_constant<int, C>{}, begin, end, from, dx[k], adds[k]), from += C, ++k), ...);
    }
}

}  // namespace strata::inline STRATA_TARGET
