// SPDX-License-Identifier: MIT
#pragma once
/// Images K times as high and wide, each output pixel the mean of at most two by two input pixels.
///
///     nearest     y[K i + a, K j + b] = x[i, j]      0 <= a, b < K
///     bilinear    y[i, j] = sum over r in {u, u + 1}, c in {v, v + 1} of (weights of r and c) x[r, c]
///                 the middle of output row i lies at input row max(0, (i + 1/2) / K - 1/2) = u + f:
///                 row u weighs 1 - f, row u + 1 weighs f; beyond the last row it is the last; columns likewise
///     backward    dx[r, c] += weight dy[i, j]
///
/// A pixel is a run of C channels.
#include <strata/kernels/long_sums.hpp>
#include <strata/kernels/simd.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// An image [H, W, C] and how many times as large its output is along either axis.
struct resampling_extents {
    int C, H, W, K;
    bool bilinear;

    /// The two input places that output place i of an axis is the mean of, and their weights.
    struct taps {
        int first, second;
        double of_first, of_second;
    };
    [[nodiscard]] constexpr taps along(int extent, int i) const {
        if (!bilinear) return {i / K, i / K, 1, 0};
        // twice K times the place, a whole number
        const int place = 2 * i + 1 - K > 0 ? 2 * i + 1 - K : 0, u = place / (2 * K);
        const double f = double(place - 2 * K * u) / (2.0 * K);
        if (u + 1 >= extent) return {extent - 1, extent - 1, 1, 0};
        return {u, u + 1, 1 - f, f};
    }
    /// Output places that may weigh input place r of an axis: [first, end).
    struct range {
        int first, end;
    };
    [[nodiscard]] constexpr range seen_from(int extent, int r) const {
        if (!bilinear) return {r * K, (r + 1) * K};
        return {r == 0 ? 0 : (r - 1) * K + K / 2, r + 1 == extent ? extent * K : (r + 1) * K + (K + 1) / 2};
    }
    /// By how much output place i weighs input place r.
    [[nodiscard]] constexpr double weight(int extent, int i, int r) const {
        const taps t = along(extent, i);
        return t.first == r ? t.of_first : t.second == r ? t.of_second : 0;
    }
};

/// Calls `body(output pixel, input pixel, weight)` for each pair that meets, output pixel by output pixel.
template <class Body>
void for_taps(const resampling_extents& e, Body&& body) {
    for (int i = 0; i < e.H * e.K; ++i)
        for (int j = 0; j < e.W * e.K; ++j) {
            const auto rows = e.along(e.H, i), columns = e.along(e.W, j);
            const int64 out = int64(i) * e.W * e.K + j;
            for (int k = 0; k < 4; ++k) {
                const double weight = (k < 2 ? rows.of_first : rows.of_second) *
                                      (k % 2 == 0 ? columns.of_first : columns.of_second);
                if (weight > 0)
                    body(out,
                         int64(k < 2 ? rows.first : rows.second) * e.W +
                             (k % 2 == 0 ? columns.first : columns.second),
                         weight);
            }
        }
}

/// x: [H, W, C]   y: [K H, K W, C]
template <class T>
void upsample_forward(const resampling_extents& e, const T* x, T* y) {
    int64 before = -1;
    for_taps(e, [&](int64 out, int64 in, double weight) {
        const bool first = out != before;
        before = out;
        sweep<T>(e.C, [&](int64 c, auto lanes) {
            const simd<T> v = simd<T>(T(weight)) * lanes.load(x + in * e.C + c);
            lanes.store(y + out * e.C + c, first ? v : lanes.load(y + out * e.C + c) + v);
        });
    });
}

/// Adds to dx, for each input pixel the sum over the output pixels that have it.
template <class T>
void upsample_backward(const resampling_extents& e, const T* dy, T* dx) {
    constexpr int most = 64;
    const auto of_pixel = [&](int r, int s, int64 first, int64 last, T* to) {
        const auto rows = e.seen_from(e.H, r), columns = e.seen_from(e.W, s);
        long_sums_here<T, most> sums(last - first);
        for (int i = rows.first; i < rows.end; ++i)
            for_blocks(columns.end - columns.first, terms_of_block, [&](int64 begin, int64 end) {
                const double of_row = e.weight(e.H, i, r);
                T weights[terms_of_block];
                for (int64 j = begin; j < end; ++j)
                    weights[j - begin] =
                        static_cast<T>(of_row * e.weight(e.W, columns.first + static_cast<int>(j), s));
                const T* const from = dy + (int64(i) * e.W * e.K + columns.first) * e.C + first;
                sweep<T>(last - first, [&](int64 c, auto lanes) {
                    simd<T> sum(T(0));
                    for (int64 j = begin; j < end; ++j)
                        sum = xsimd::fma(simd<T>(weights[j - begin]), lanes.load(from + j * e.C + c), sum);
                    sums.add(c, lanes, sum);
                });
                sums.block_done();
            });
        sums.finish_in(to, true);
    };
    for (int r = 0; r < e.H; ++r)
        for (int s = 0; s < e.W; ++s)
            for_blocks(e.C, most, [&](int64 first, int64 last) {
                of_pixel(r, s, first, last, dx + (int64(r) * e.W + s) * e.C + first);
            });
}

}  // namespace strata::inline STRATA_TARGET
