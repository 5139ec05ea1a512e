// SPDX-License-Identifier: MIT
#pragma once
/// Masks that set a share p of numbers to zero and scale the rest up:
///
///     m[i] = 0 with probability p, else 1 / (1 - p)
///
/// m[i] is a function of a random stream and i alone, so that a mask is drawn a second time instead of being
/// stored.
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
    /// m[i], m[i + 1], ...; i is a multiple of the vector's width.
    [[nodiscard]] simd<T> mask(const random_stream& random, int64 i) const {
        alignas(64) T m[static_cast<std::size_t>(simd_width<T> < 4 ? 4 : simd_width<T>)];
        const int64 first = i / 4 * 4;
        for (int64 j = first; j < i + simd_width<T>; j += 4) {
            const auto bits = random.four(static_cast<std::uint64_t>(j / 4));
            for (int64 k = 0; k < 4; ++k)
                m[j - first + k] = bits[static_cast<std::size_t>(k)] < dropped_below ? T(0) : scale;
        }
        return simd<T>::load_unaligned(m + (i - first));
    }
};

}  // namespace strata::inline STRATA_TARGET
