// SPDX-License-Identifier: MIT
#pragma once
/// Masks that set a share p of numbers to zero and scale the rest up:
///
///     m[i] = 0 with probability p, else 1 / (1 - p)
///
/// m[i] is a function of a random stream and i alone, so that a mask is drawn a second time instead of being
/// stored.
#include <algorithm>
#include <strata/kernels/many_random.hpp>
#include <strata/kernels/pointwise.hpp>
#include <strata/kernels/random.hpp>
#include <strata/kernels/simd.hpp>
#include <strata/shape/fraction.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

template <class T>
struct drop_rule {
    std::uint64_t dropped_below;
    T scale;

    static constexpr drop_rule of(fraction rate) {
        return {static_cast<std::uint64_t>(rate.of(int64(1) << 32)), T(rate.den) / T(rate.den - rate.num)};
    }
    /// m[i].
    [[nodiscard]] T one(const random_stream& random, int64 i) const {
        return random.bits(static_cast<std::uint64_t>(i)) < dropped_below ? T(0) : scale;
    }
    /// `numbers_together` of them from m[i] on; i is a multiple of 4.
    void some(const random_stream& random, int64 i, T* m) const {
        alignas(64) std::uint32_t bits[static_cast<std::size_t>(numbers_together)];
        many_bits(random, static_cast<std::uint64_t>(i), bits);
        const auto below = static_cast<std::uint32_t>(dropped_below);
        const T kept = scale;  // which no store of a mask changes
        for (int k = 0; k < numbers_together; ++k) m[k] = bits[k] < below ? T(0) : kept;
    }
};

/// to[i] = m[i] from[i], or that added to it, for 0 <= i < n.
template <class T>
void drop_some(const drop_rule<T>& rule, const random_stream& random, const T* from, T* to, bool add, int64 n,
               int threads) {
    static_assert(pointwise_block % numbers_together == 0);
    parallel_for(static_cast<int>((n + pointwise_block - 1) / pointwise_block), threads, [=](int block, int) {
        const int64 begin = block * pointwise_block, end = std::min(n, begin + pointwise_block);
        alignas(64) T m[static_cast<std::size_t>(numbers_together)];
        for (int64 i = begin; i < end; i += numbers_together) {
            rule.some(random, i, m);
            const auto masked = [=, &m](int64 k, auto lanes) {
                const simd<T> v = lanes.load(from + i + k) * simd<T>::load_aligned(m + k);
                store_or_add(lanes, to + i + k, v, add);
            };
            if (end - i >= numbers_together)
                for (int k = 0; k < numbers_together; k += simd_width<T>) masked(k, all_lanes<T>{});
            else
                sweep<T>(end - i, masked);
        }
    });
}

}  // namespace strata::inline STRATA_TARGET
