// SPDX-License-Identifier: MIT
#pragma once
/// The gradient of what lies before an activation, over an image with its channels last, and its sums for a
/// bias.
#include <strata/kernels/long_sums.hpp>
#include <strata/kernels/pointwise.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// dz = dy slope(y) of an image [rows, row / channels, channels], to rows `pitch` elements apart unless dz is
/// null; adds its sums over pixels to db: [channels] unless that is null.
template <class Act, class T>
void gradient_of_image(const T* y, const T* dy, int rows, int64 row, int channels, T* dz, int64 pitch,
                       long_sums<T>* db) {
    // some pixels at a time, which all channels find in the nearest cache
    const int64 step = int64{16} * channels;
    for (int r = 0; r < rows; ++r, y += row, dy += row) {
        T* const to = dz ? dz + r * pitch : nullptr;
        for_blocks(row, step, [&](int64 begin, int64 end) {
            sweep<T>(channels, [&](int64 k, auto lanes) {
                simd<T> sum(T(0));
                for (int64 i = begin + k; i < end; i += channels) {
                    const simd<T> g = lanes.load(dy + i) * Act::slope(lanes.load(y + i));
                    if (to) lanes.store(to + i, g);
                    sum += g;
                }
                if (db) db->add(k, lanes, sum);
            });
            if (db) db->block_done();
        });
    }
}

}  // namespace strata::inline STRATA_TARGET
