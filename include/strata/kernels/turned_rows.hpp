// SPDX-License-Identifier: MIT
#pragma once
/// Rows of few numbers by lanes: a vector holds the same number of as many rows as it has lanes.
#include <algorithm>
#include <array>
#include <strata/kernels/simd.hpp>
#include <strata/target.hpp>
#include <type_traits>
#include <utility>

namespace strata::inline STRATA_TARGET {

namespace detail {

/// So many elements are a part of a vector, 16 bytes: within parts numbers change places without a delay.
template <class T>
inline constexpr int part_size = 16 / static_cast<int>(sizeof(T));

/// Parts that lie `apart` elements apart in memory, in one vector.
template <class T>
[[gnu::always_inline]] inline simd<T> load_parts(const T* x, int64 apart) {
    static_cast<void>(apart);
#if defined __AVX__
    const auto part = [=](int64 k) { return _mm_loadu_ps(reinterpret_cast<const float*>(x + k * apart)); };
    __m256 low = _mm256_insertf128_ps(_mm256_castps128_ps256(part(0)), part(1), 1);
#if defined __AVX512F__
    const __m512 first = _mm512_insertf32x4(_mm512_castps256_ps512(low), part(2), 2);
    const __m512 all = _mm512_insertf32x4(first, part(3), 3);
    if constexpr (sizeof(T) == 8)
        return simd<T>(_mm512_castps_pd(all));
    else
        return simd<T>(all);
#else
    if constexpr (sizeof(T) == 8)
        return simd<T>(_mm256_castps_pd(low));
    else
        return simd<T>(low);
#endif
#else
    return simd<T>::load_unaligned(x);
#endif
}
/// Part K of a vector.
template <int K, class T>
[[gnu::always_inline]] inline void store_part(const simd<T>& v, T* x) {
#if defined __AVX__
    const auto store = [=](__m128 part) { _mm_storeu_ps(reinterpret_cast<float*>(x), part); };
#if defined __AVX512F__
    if constexpr (sizeof(T) == 8)
        store(_mm512_extractf32x4_ps(_mm512_castpd_ps(v), K));
    else
        store(_mm512_extractf32x4_ps(v, K));
#else
    if constexpr (sizeof(T) == 8)
        store(_mm256_extractf128_ps(_mm256_castpd_ps(v), K));
    else
        store(_mm256_extractf128_ps(v, K));
#endif
#else
    v.store_unaligned(x);
#endif
}

/// Of each part of a and b: their lower halves, or upper ones, one number of a and one of b in turn.
template <class T>
[[gnu::always_inline]] inline simd<T> mixed_low(const simd<T>& a, const simd<T>& b) {
#if defined __AVX512F__
    if constexpr (sizeof(T) == 8)
        return simd<T>(_mm512_unpacklo_pd(a, b));
    else
        return simd<T>(_mm512_unpacklo_ps(a, b));
#elif defined __AVX__
    if constexpr (sizeof(T) == 8)
        return simd<T>(_mm256_unpacklo_pd(a, b));
    else
        return simd<T>(_mm256_unpacklo_ps(a, b));
#else
    return xsimd::zip_lo(a, b);
#endif
}
template <class T>
[[gnu::always_inline]] inline simd<T> mixed_high(const simd<T>& a, const simd<T>& b) {
#if defined __AVX512F__
    if constexpr (sizeof(T) == 8)
        return simd<T>(_mm512_unpackhi_pd(a, b));
    else
        return simd<T>(_mm512_unpackhi_ps(a, b));
#elif defined __AVX__
    if constexpr (sizeof(T) == 8)
        return simd<T>(_mm256_unpackhi_pd(a, b));
    else
        return simd<T>(_mm256_unpackhi_ps(a, b));
#else
    return xsimd::zip_hi(a, b);
#endif
}

/// Squares of parts turned: vector i has rows i, i + `part_size`, ... before and column i after it, or the
/// other way round.
template <class T>
[[gnu::always_inline]] inline void turn_parts(std::array<simd<T>, std::size_t(part_size<T>)>& v) {
    if constexpr (part_size<T> == 4) {
        const simd<T> even_low = mixed_low(v[0], v[2]), even_high = mixed_high(v[0], v[2]),
                      odd_low = mixed_low(v[1], v[3]), odd_high = mixed_high(v[1], v[3]);
        v = {mixed_low(even_low, odd_low), mixed_high(even_low, odd_low), mixed_low(even_high, odd_high),
             mixed_high(even_high, odd_high)};
    } else {
        v = {mixed_low(v[0], v[1]), mixed_high(v[0], v[1])};
    }
}

}  // namespace detail

/// Up to W = `simd_width` rows of C numbers, turned.
///
///     x: [rows, C] in memory, without gaps      t[c]: the vector x[0, c], ..., x[W - 1, c]
///
/// Lanes beyond the last row hold what its lane holds, so that they overflow where it does and nowhere else.
/// What is computed lane by lane does not depend on a row's neighbours.
template <class T>
class turned_rows {
    static constexpr int W = simd_width<T>;

public:
    static constexpr int most = 48;  ///< the largest C

    /// 0 < rows <= W. Reads up to 3 elements beyond the last row.
    void read(const T* x, int rows, int C) {
        if (rows < W) {
            read_some(x, rows, C);
        } else if (C < 3) {
            with_constant(C, [&](auto K) {
                for (int c = 0; c < K; ++c)
                    for (int i = 0; i < W; ++i) number_[c * W + i] = x[i * K + c];
            });
        } else {
            for (int c = 0; c < C; c += side) {
                std::array<simd<T>, side> v;
                for (int i = 0; i < side; ++i)
                    v[std::size_t(i)] = detail::load_parts(x + i * C + c, side * C);
                detail::turn_parts<T>(v);
                for (int i = 0; i < side; ++i) v[std::size_t(i)].store_aligned(number_ + (c + i) * W);
            }
        }
    }
    void write(T* x, int rows, int C) const {
        if (rows < W) {
            write_some(x, rows, C);
        } else if (C < 3) {
            with_constant(C, [&](auto K) {
                for (int i = 0; i < W; ++i)
                    for (int c = 0; c < K; ++c) x[i * K + c] = number_[c * W + i];
            });
        } else {
            // from the last columns on: what is beyond them is the beginning of the next row, which follows
            for (int c = (C - 1) / side * side; c >= 0; c -= side) write_columns(x, C, c);
        }
    }

    [[nodiscard]] simd<T> operator[](int c) const { return simd<T>::load_aligned(number_ + c * W); }
    void set(int c, const simd<T>& v) { v.store_aligned(number_ + c * W); }

    /// Number c of one row.
    [[nodiscard]] T& at(int row, int c) { return number_[c * W + row]; }

private:
    static constexpr int side = detail::part_size<T>;  // of a square that is turned in registers

    [[gnu::noinline]] void read_some(const T* x, int rows, int C) {
        for (int c = 0; c < C; ++c)
            for (int i = 0; i < W; ++i) number_[c * W + i] = x[std::min(i, rows - 1) * C + c];
    }
    [[gnu::noinline]] void write_some(T* x, int rows, int C) const {
        for (int i = 0; i < rows; ++i)
            for (int c = 0; c < C; ++c) x[i * C + c] = number_[c * W + i];
    }

    /// Columns c to c + side - 1, but no number beyond the last row.
    void write_columns(T* x, int C, int c) const {
        std::array<simd<T>, side> v;
        for (int i = 0; i < side; ++i) v[std::size_t(i)] = (*this)[c + i];
        detail::turn_parts<T>(v);
        const int rest = C - c;
        const auto write_part = [&]<int K>(std::integral_constant<int, K>) {
            for (int i = 0; i < side; ++i) {
                T* const to = x + (K * side + i) * C + c;
                if (rest >= side || K * side + i + 1 < W) {
                    detail::store_part<K>(v[std::size_t(i)], to);
                } else {
                    alignas(64) T last[std::size_t(W)];
                    v[std::size_t(i)].store_aligned(last);
                    for (int k = 0; k < rest; ++k) to[k] = last[K * side + k];
                }
            }
        };
        [&]<int... K>(std::integer_sequence<int, K...>) {
            (write_part(std::integral_constant<int, K>{}), ...);
        }
        (std::make_integer_sequence<int, W / side>{});
    }

    /// C below 3 as a constant, for which compilers turn by shuffling.
    template <class Body>
    static void with_constant(int C, Body&& body) {
        if (C == 2) return body(std::integral_constant<int, 2>{});
        body(std::integral_constant<int, 1>{});
    }

    alignas(64) T number_[static_cast<std::size_t>(most * W)];
};

/// `body(begin, rows)` for blocks of W rows, and what is left.
template <class T, class Body>
void for_turned_rows(int64 begin, int64 end, Body&& body) {
    for (int64 r = begin; r < end; r += simd_width<T>)
        body(r, static_cast<int>(std::min<int64>(simd_width<T>, end - r)));
}

}  // namespace strata::inline STRATA_TARGET
