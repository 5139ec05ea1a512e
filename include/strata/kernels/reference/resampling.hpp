// SPDX-License-Identifier: MIT
#pragma once
/// The plain twins of resampling: every pair of pixels that meets, with its weight in double.
#include <strata/kernels/images/resampling.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// The two input places that output place i of an axis of `extent` places is the mean of, and their weights.
struct resampling_taps {
    int first, second;
    double of_first, of_second;
};
template <int K, bool Bilinear>
resampling_taps resampled_from(const resampling_extents<K, Bilinear>&, int extent, int i) {
    if (!Bilinear) return {i / K, i / K, 1, 0};
    // twice K times the place, a whole number
    const int place = 2 * i + 1 - K > 0 ? 2 * i + 1 - K : 0, u = place / (2 * K);
    const double f = double(place - 2 * K * u) / (2.0 * K);
    if (u + 1 >= extent) return {extent - 1, extent - 1, 1, 0};
    return {u, u + 1, 1 - f, f};
}

/// Calls `body(output pixel, input pixel, weight)` for each pair that meets, output pixel by output pixel.
template <int K, bool Bilinear, class Body>
void for_taps(const resampling_extents<K, Bilinear>& e, Body&& body) {
    for (int i = 0; i < e.H * K; ++i)
        for (int j = 0; j < e.W * K; ++j) {
            const auto rows = resampled_from(e, e.H, i), columns = resampled_from(e, e.W, j);
            for (int k = 0; k < 4; ++k) {
                const double weight = (k < 2 ? rows.of_first : rows.of_second) *
                                      (k % 2 == 0 ? columns.of_first : columns.of_second);
                if (weight > 0)
                    body(int64(i) * e.W * K + j,
                         int64(k < 2 ? rows.first : rows.second) * e.W +
                             (k % 2 == 0 ? columns.first : columns.second),
                         weight);
            }
        }
}

/// Both add to what is there.
template <class Extents, class T>
void reference_upsample(const Extents& e, const T* x, double* y) {
    for_taps(e, [&](int64 out, int64 in, double weight) {
        for (int c = 0; c < e.C; ++c) y[out * e.C + c] += weight * static_cast<double>(x[in * e.C + c]);
    });
}
template <class Extents, class T>
void reference_upsample_gradient(const Extents& e, const T* dy, double* dx) {
    for_taps(e, [&](int64 out, int64 in, double weight) {
        for (int c = 0; c < e.C; ++c) dx[in * e.C + c] += weight * static_cast<double>(dy[out * e.C + c]);
    });
}

}  // namespace strata::inline STRATA_TARGET
