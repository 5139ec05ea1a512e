// SPDX-License-Identifier: MIT
#pragma once
/// Small images spread over large ones with zeros between, one sample, channels last.
///
///     unpooling      y[S o + a - P, c] += x[o, c], a = argmax of a pooling      dx[o, c] = dy[S o + a - P, c]
///     bed of nails   y[N o, c] = x[o, c]                                        dx[o, c] = dy[N o, c]
///
/// Unpooling forward is `max_pool_backward` with x in the place of dy.
#include <strata/kernels/pooling/max_pooling.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// dx: [OH, OW, C] (overwritten, or added to where `add`) from dy: [H, W, C].
template <class T, class Index>
void max_unpool_backward(const pooling_extents& e, const Index* argmax, const T* dy, T* dx, bool add) {
    for_each_window(e, [&](int64 place, const taps_inside& rows, const taps_inside& columns) {
        sweep<T>(e.C, [&](int64 c, auto lanes) {
            alignas(64) T tap[static_cast<std::size_t>(simd_width<T>)] = {};
            const int64 n = e.C - c < simd_width<T> ? e.C - c : simd_width<T>;
            T* to = dx + place * e.C + c;
            for (int64 i = 0; i < n; ++i) tap[i] = static_cast<T>(argmax[place * e.C + c + i]);
            const simd<T> winner = simd<T>::load_aligned(tap);
            simd<T> g(T(0));
            for (int fy = rows.first; fy < rows.end; ++fy)
                for (int fx = columns.first; fx < columns.end; ++fx) {
                    const int64 row = rows.begin + fy * e.y.D, column = columns.begin + fx * e.x.D;
                    g = xsimd::select(winner == simd<T>(T(fy * e.x.F + fx)),
                                      lanes.load(dy + (row * e.W() + column) * e.C + c), g);
                }
            store_or_add(lanes, to, g, add);
        });
    });
}

/// x: [H, W, C] on a bed of N H times N W places.
struct nails_extents {
    int C, H, W, N;

    /// Calls `body(first element of a pixel, of its nail)` for all pixels.
    template <class Body>
    void for_pixels(Body&& body) const {
        int64 pixel = 0;
        for (int64 row = 0; row < H; ++row)
            for (int64 column = 0; column < W; ++column, pixel += C)
                body(pixel, (row * N * N * W + column * N) * C);
    }
};

template <class T>
void nails_forward(const nails_extents& e, const T* x, T* y) {
    std::memset(y, 0, static_cast<std::size_t>(int64(e.H) * e.W * e.N * e.N * e.C) * sizeof(T));
    e.for_pixels([&](int64 pixel, int64 nail) {
        sweep<T>(e.C, [&](int64 c, auto lanes) { lanes.store(y + nail + c, lanes.load(x + pixel + c)); });
    });
}

/// dx, overwritten, or added to where `add`.
template <class T>
void nails_backward(const nails_extents& e, const T* dy, T* dx, bool add) {
    e.for_pixels([&](int64 pixel, int64 nail) {
        sweep<T>(e.C, [&](int64 c, auto lanes) {
            store_or_add(lanes, dx + pixel + c, lanes.load(dy + nail + c), add);
        });
    });
}

}  // namespace strata::inline STRATA_TARGET
