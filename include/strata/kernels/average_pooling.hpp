// SPDX-License-Identifier: MIT
#pragma once
/// Average pooling of one sample, channels last, forward and backward.
///
///     y[o, c] = 1/n sum_f x[S o + f - P, c]          dx[S o + f - P, c] += dy[o, c] / n  for all f
///
///     x: [H, W, C]   y: [OH, OW, C]       o, f: places in the output and in the window
///
/// Zeros of the padding count (as PyTorch's default has it): n is F^2, or less in a window that sticks out beyond the
/// padding, which one that is rounded up may do.
#include <strata/kernels/pooling_windows.hpp>
#include <strata/kernels/simd.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

template <class T>
void average_pool_forward(const pooling_extents& e, const T* x, T* y) {
    for_each_window(e, [&](int64 place, int top, int bottom, int left, int right, int iy, int ix) {
        sweep<T>(e.C, [&](int64 c, auto lanes) {
            simd<T> sum(T(0));
            for (int fy = top; fy < bottom; ++fy)
                for (int fx = left; fx < right; ++fx)
                    sum += lanes.load(x + (int64(iy + fy) * e.W + ix + fx) * e.C + c);
            lanes.store(y + place * e.C + c, sum * simd<T>(T(1) / T(e.counted(iy, ix))));
        });
    });
}

/// Adds to dx.
template <class T>
void average_pool_backward(const pooling_extents& e, const T* dy, T* dx) {
    for_each_window(e, [&](int64 place, int top, int bottom, int left, int right, int iy, int ix) {
        sweep<T>(e.C, [&](int64 c, auto lanes) {
            const simd<T> share = lanes.load(dy + place * e.C + c) * simd<T>(T(1) / T(e.counted(iy, ix)));
            for (int fy = top; fy < bottom; ++fy)
                for (int fx = left; fx < right; ++fx) {
                    T* to = dx + (int64(iy + fy) * e.W + ix + fx) * e.C + c;
                    lanes.store(to, lanes.load(to) + share);
                }
        });
    });
}

}  // namespace strata::inline STRATA_TARGET
