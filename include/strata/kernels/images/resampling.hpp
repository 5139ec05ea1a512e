// SPDX-License-Identifier: MIT
#pragma once
/// Images K times as high and wide, each output pixel the mean of at most two by two input pixels.
///
///     nearest     y[K i + a, K j + b] = x[i, j]      0 <= a, b < K
///     bilinear    y[i, j] = sum over r in {u, u + 1}, c in {v, v + 1} of (weights of r and c) x[r, c]
///                 the middle of output row i lies at input row (i + 1/2) / K - 1/2 = u + f:
///                 row u weighs 1 - f, row u + 1 weighs f; beyond the image is its first row and its last;
///                 columns likewise
///     backward    dx[r, c] += weight dy[i, j]
///
/// A pixel is a run of C channels.
#include <array>
#include <cstddef>
#include <cstring>
#include <strata/kernels/long_sums.hpp>
#include <strata/kernels/simd.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// An image [H, W, C], and how many times as large its output is along either axis.
template <int Times, bool Bilinear>
struct resampling_extents {
    int C, H, W;

    static constexpr int K = Times, half = K / 2;
    static constexpr bool bilinear = Bilinear;

    /// Output place K u + K/2 + k, 0 <= k < K, is the first such place at or behind the middle of input place
    /// u. The weight of place u + 1 in it.
    template <class T>
    static constexpr T of_next(int k) {
        return static_cast<T>(static_cast<double>(2 * (half + k) + 1 - K) / (2.0 * K));
    }

    /// Output places that an input place counts in, as many as there can be, and those of them that there
    /// are: places first + [begin, end).
    static constexpr int reach = bilinear ? 2 * K : K;
    struct range {
        int first, begin, end;
    };
    [[nodiscard]] static constexpr range seen_from(int extent, int r) {
        if (!bilinear) return {r * K, 0, K};
        return {(r - 1) * K + half, r == 0 ? K - half : 0, r + 1 == extent ? 2 * K - half : 2 * K};
    }
    /// Its weights in these.
    template <class T>
    [[nodiscard]] static constexpr std::array<T, std::size_t(reach)> weights(bool is_first, bool is_last) {
        std::array<T, std::size_t(reach)> all{};
        for (int k = 0; k < reach; ++k) {
            T& weight = all[static_cast<std::size_t>(k)];
            if (!bilinear || (k < K ? is_first : is_last))
                weight = T(1);
            else
                weight = k < K ? of_next<T>(k) : T(1) - of_next<T>(k - K);
        }
        return all;
    }
};

/// Stores v at a pixel of C numbers, in a row of the output that ends at `end`. What goes beyond the pixel is
/// overwritten by the pixels after it, which are stored later.
template <class T>
inline void store_in_row(T* to, const T* end, int C, const simd<T>& v) {
    if (C >= simd_width<T> || end - to >= simd_width<T>)
        v.store_unaligned(to);
    else
        first_lanes<T>{static_cast<int>(end - to)}.store(to, v);
}

/// Calls `body(c)` for vectors that cover the C numbers of a pixel, and no others where C is large enough.
template <class T, class Body>
inline void over_pixel(int C, Body&& body) {
    constexpr int step = simd_width<T>;
    int c = 0;
    for (; c + step <= C; c += step) body(c);
    if (c < C) body(C < step ? 0 : C - step);
}

/// x: [H, W, C]   y: [K H, K W, C]
template <class T, int K>
void upsample_forward(const resampling_extents<K, false>& extents, const T* x, T* y) {
    const auto e = extents;  // known to be nobody else's, whatever is stored
    const int64 pitch = int64(e.W) * K * e.C;
    for (int i = 0; i < e.H * K; ++i, y += pitch) {
        if (e.C < simd_width<T> && i % K != 0) {
            std::memcpy(y, y - pitch, static_cast<std::size_t>(pitch) * sizeof(T));
            continue;
        }
        const T* from = x + int64(i / K) * e.W * e.C;
        T* to = y;
        for (int s = 0; s < e.W; ++s, from += e.C)
            for (int b = 0; b < K; ++b, to += e.C)
                over_pixel<T>(e.C, [&](int c) {
                    store_in_row(to + c, y + pitch, e.C, simd<T>::load_unaligned(from + c));
                });
    }
}

/// Pixels between the middles of the same two input columns are made of one load of these.
template <class T, int K>
void upsample_forward(const resampling_extents<K, true>& extents, const T* x, T* y) {
    const auto e = extents;
    using extents_type = resampling_extents<K, true>;
    constexpr auto of_next = [] {
        std::array<T, std::size_t(K)> all{};
        for (int k = 0; k < K; ++k) all[static_cast<std::size_t>(k)] = extents_type::template of_next<T>(k);
        return all;
    }();
    constexpr int half = extents_type::half;
    const int64 x_pitch = int64(e.W) * e.C, pitch = x_pitch * K;
    for (int i = 0; i < e.H * K; ++i) {
        const int above = (i + K - half) / K - 1;  // input row, or -1
        const simd<T> lower(of_next[static_cast<std::size_t>(i - above * K - half)]),
            upper = simd<T>(T(1)) - lower;
        const T* const first = x + (above < 0 ? 0 : above) * x_pitch;
        const T* const second = x + (above + 1 < e.H ? above + 1 : above) * x_pitch;
        T* const row = y + i * pitch;
        // output columns that lie so far behind the middle of column `left`: [begin, end)
        const auto between = [&](int left, int begin, int end) {
            const int64 here = int64(left < 0 ? 0 : left) * e.C,
                        next = int64(left + 1 < e.W ? left + 1 : left) * e.C;
            T* const to = row + (int64(left) * K + half) * e.C;
            over_pixel<T>(e.C, [&](int c) {
                const auto at = [&](int64 pixel) {
                    return xsimd::fma(lower, simd<T>::load_unaligned(second + pixel + c),
                                      upper * simd<T>::load_unaligned(first + pixel + c));
                };
                const simd<T> a = at(here), b = at(next);
                for (int k = begin; k < end; ++k) {
                    const T weight = of_next[static_cast<std::size_t>(k)];
                    store_in_row(to + int64(k) * e.C + c, row + pitch, e.C,
                                 xsimd::fma(simd<T>(weight), b, simd<T>(T(1) - weight) * a));
                }
            });
        };
        between(-1, K - half, K);
        for (int left = 0; left + 1 < e.W; ++left) between(left, 0, K);
        between(e.W - 1, 0, K - half);
    }
}

/// Adds to dx, for each input pixel the sum over the output pixels that have it: of each row, then of the
/// rows. In double where that may be more than a block of a long sum.
template <class T, int K, bool Bilinear>
void upsample_backward(const resampling_extents<K, Bilinear>& extents, const T* dy, T* dx) {
    const auto e = extents;
    using extents_type = resampling_extents<K, Bilinear>;
    constexpr int reach = extents_type::reach;
    static constexpr auto at_ends = [] {
        std::array<std::array<T, std::size_t(reach)>, 4> all{};
        for (std::size_t k = 0; k < 4; ++k) all[k] = extents_type::template weights<T>(k % 2 != 0, k >= 2);
        return all;
    }();
    const auto weights = [](int extent, int place) {
        return at_ends[(place == 0 ? 1U : 0U) + (place + 1 == extent ? 2U : 0U)].data();
    };
    const int64 pitch = int64(e.W) * K * e.C;
    for (int r = 0; r < e.H; ++r) {
        const auto rows = e.seen_from(e.H, r);
        const T *const of_row = weights(e.H, r), *const first_row = dy + rows.first * pitch;
        const auto pixel = [&](int s, int begin, int end, const T* of_column) {
            const T* const from = first_row + int64(e.seen_from(e.W, s).first) * e.C;
            T* const to = dx + (int64(r) * e.W + s) * e.C;
            if constexpr (reach > terms_of_block) {
                for (int c = 0; c < e.C; ++c) {
                    double sum = 0;
                    for (int i = rows.begin; i < rows.end; ++i)
                        for (int j = begin; j < end; ++j)
                            sum += static_cast<double>(of_row[i]) * static_cast<double>(of_column[j]) *
                                   static_cast<double>(from[i * pitch + int64(j) * e.C + c]);
                    to[c] += static_cast<T>(sum);
                }
            } else {
                sweep<T>(e.C, [&](int64 c, auto lanes) {
                    simd<T> sum = lanes.load(to + c);
                    for (int i = rows.begin; i < rows.end; ++i) {
                        simd<T> along(T(0));
                        for (int j = begin; j < end; ++j)
                            along = xsimd::fma(simd<T>(of_column[j]),
                                               lanes.load(from + i * pitch + int64(j) * e.C + c), along);
                        sum = xsimd::fma(simd<T>(of_row[i]), along, sum);
                    }
                    lanes.store(to + c, sum);
                });
            }
        };
        const auto at_end = [&](int s) {
            const auto columns = e.seen_from(e.W, s);
            pixel(s, columns.begin, columns.end, weights(e.W, s));
        };
        at_end(0);
        for (int s = 1; s + 1 < e.W; ++s) pixel(s, 0, reach, at_ends[0].data());
        if (e.W > 1) at_end(e.W - 1);
    }
}

}  // namespace strata::inline STRATA_TARGET
