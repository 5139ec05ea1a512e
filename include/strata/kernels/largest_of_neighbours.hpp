// SPDX-License-Identifier: MIT
#pragma once
/// The largest of every K numbers that lie side by side.
///
///     forward     y[i] = max_k x[K i + k]
///     backward    dx[K i + k] = dy[i] at the first k with x[K i + k] = y[i], else 0
///
///     x: [N, K]   y: [N]
///
/// Some groups at a time: their pieces k are gathered into vectors, compared lane by lane, and the gradient
/// goes back the same way. A NaN is larger than all, and the first of several stays.
#include <strata/kernels/floating_point.hpp>
#include <strata/kernels/simd.hpp>
#include <strata/target.hpp>
#include <type_traits>

namespace strata::inline STRATA_TARGET {

namespace detail {

/// Groups that are compared at a time: a whole number of vectors, which stay in the nearest cache.
inline constexpr int groups_at_once = 64;

/// The largest of each of so many groups, and the number of its piece; `Winner`: whether that is wanted.
template <int K, bool Winner, class T, class Count>
[[gnu::always_inline]] inline void largest_of_groups(const T* x, Count count, T* best, T* winner) {
    for (int i = 0; i < count; ++i) best[i] = x[i * K];
    if constexpr (Winner)
        for (int i = 0; i < groups_at_once; i += simd_width<T>) simd<T>(T(0)).store_aligned(winner + i);
    alignas(64) T piece[groups_at_once] = {};
    for (int k = 1; k < K; ++k) {
        for (int i = 0; i < count; ++i) piece[i] = x[i * K + k];
        for (int i = 0; i < groups_at_once; i += simd_width<T>) {
            const simd<T> v = simd<T>::load_aligned(piece + i), most = simd<T>::load_aligned(best + i);
            const auto better = ((v > most) || !(v == v)) && (most == most);
            keep_nan(most, keep_nan(v, xsimd::select(better, v, most))).store_aligned(best + i);
            if constexpr (Winner)
                xsimd::select(better, simd<T>(T(k)), simd<T>::load_aligned(winner + i))
                    .store_aligned(winner + i);
        }
    }
}

/// Calls `body(first group, how many)`, with a constant for all groups but the last: the compiler then turns
/// copies of every K-th number into shuffles.
template <class Body>
inline void for_groups(int64 groups, Body&& body) {
    int64 i = 0;
    for (; i + groups_at_once <= groups; i += groups_at_once)
        body(i, std::integral_constant<int, groups_at_once>{});
    if (i < groups) body(i, static_cast<int>(groups - i));
}

}  // namespace detail

/// x: [groups, K]   y: [groups]
template <int K, class T>
[[gnu::noinline]] void largest_of_neighbours(const T* x, int64 groups, T* y) {
    detail::for_groups(groups, [&](int64 first, auto count) {
        alignas(64) T best[detail::groups_at_once] = {};
        detail::largest_of_groups<K, false>(x + first * K, count, best, static_cast<T*>(nullptr));
        std::memcpy(y + first, best, static_cast<std::size_t>(count) * sizeof(T));
    });
}

/// dx: [groups, K] from dy: [groups]; overwritten, or added to where `add`.
template <int K, class T>
[[gnu::noinline]] void gradient_of_largest(const T* x, const T* dy, int64 groups, T* dx, bool add) {
    detail::for_groups(groups, [&](int64 first, auto count) {
        alignas(64) T best[detail::groups_at_once] = {}, winner[detail::groups_at_once],
                      part[detail::groups_at_once];
        detail::largest_of_groups<K, true>(x + first * K, count, best, winner);
        T* const to = dx + first * K;
        for (int k = 0; k < K; ++k) {
            for (int i = 0; i < detail::groups_at_once; i += simd_width<T>)
                xsimd::select(simd<T>::load_aligned(winner + i) == simd<T>(T(k)),
                              simd<T>::load_unaligned(dy + first + i), simd<T>(T(0)))
                    .store_aligned(part + i);
            if (add)
                for (int i = 0; i < count; ++i) to[i * K + k] += part[i];
            else
                for (int i = 0; i < count; ++i) to[i * K + k] = part[i];
        }
    });
}

}  // namespace strata::inline STRATA_TARGET
