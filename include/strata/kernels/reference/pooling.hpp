// SPDX-License-Identifier: MIT
#pragma once
/// The plain twins of the pooling kernels.
#include <limits>
#include <strata/kernels/pooling/pooling_windows.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

template <class T>
void reference_max_pool(const pooling_extents& e, const T* x, T* y, int* argmax) {
    for_each_window(e, [&](int64 place, int top, int bottom, int left, int right, int iy, int ix) {
        for (int c = 0; c < e.C; ++c) {
            T best = -std::numeric_limits<T>::infinity();
            for (int fy = top; fy < bottom; ++fy)
                for (int fx = left; fx < right; ++fx) {
                    const T v = x[(int64(iy + fy) * e.W + ix + fx) * e.C + c];
                    if (v > best) {
                        best = v;
                        argmax[place * e.C + c] = fy * e.FW + fx;
                    }
                }
            y[place * e.C + c] = best;
        }
    });
}

template <class T>
void reference_average_pool(const pooling_extents& e, const T* x, T* y) {
    for_each_window(e, [&](int64 place, int top, int bottom, int left, int right, int iy, int ix) {
        for (int c = 0; c < e.C; ++c) {
            T sum = 0;
            for (int fy = top; fy < bottom; ++fy)
                for (int fx = left; fx < right; ++fx) sum += x[(int64(iy + fy) * e.W + ix + fx) * e.C + c];
            // of the padded image, which ends P places behind the last pixel
            int rows = 0, columns = 0;
            for (int fy = 0; fy < e.FH; ++fy) rows += iy + fy < e.H + e.P;
            for (int fx = 0; fx < e.FW; ++fx) columns += ix + fx < e.W + e.P;
            y[place * e.C + c] = sum / T(rows * columns);
        }
    });
}

}  // namespace strata::inline STRATA_TARGET
