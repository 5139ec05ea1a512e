// SPDX-License-Identifier: MIT
#pragma once
/// Gradients of weights that are summed over parts of a batch apart, so that threads do not wait for each
/// other.
///
/// The parts are fixed: how many threads there are changes no bit.
#include <strata/kernels/convolution/convolution_extents.hpp>
#include <strata/kernels/long_sums.hpp>
#include <strata/kernels/pointwise.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// Parts of the batch whose weight gradients are summed apart: fewer where the weights are many.
constexpr int weight_slices(const convolution_extents& e) {
    const int64 fit = (int64{1} << 20) / (e.weights() + 1);
    return fit < 2 ? 2 : fit > 16 ? 16 : static_cast<int>(fit);
}

/// Whether what is summed of a slice in double lies in the scratch of the thread that is at it: it is small.
/// Otherwise each slice has its own.
constexpr bool sums_by_thread(const convolution_extents& e) { return e.weights() <= int64{1} << 16; }
/// Elements for n sums, of a thread and of a slice.
template <class T>
constexpr int64 sums_of_thread(const convolution_extents& e, int64 n) {
    return sums_by_thread(e) ? room_for_doubles<T>(n) : 0;
}
template <class T>
constexpr int64 sums_of_slice(const convolution_extents& e, int64 n) {
    return rounded(n) + (sums_by_thread(e) ? 0 : room_for_doubles<T>(n));
}
/// Those of a slice: its own memory and that of the thread. run: blocks.
template <class T>
long_sums<T> slice_sums(const convolution_extents& e, T* of_slice, T* of_thread, int64 n,
                        int run = blocks_of_run) {
    return {of_slice, sums_by_thread(e) ? of_thread : of_slice + rounded(n), n, run};
}

/// to[i] = the sum of part[i] over all slices, in their order. parts: `apart` elements from one slice to the
/// next.
template <class T>
void join_slices(T* to, const T* parts, int64 n, int64 apart, int slices, int threads) {
    parallel_sweep<T>(n, threads, [=](int64 i, auto lanes) {
        simd<T> sum = lanes.load(parts + i);
        for (int s = 1; s < slices; ++s) sum += lanes.load(parts + s * apart + i);
        lanes.store(to + i, sum);
    });
}

}  // namespace strata::inline STRATA_TARGET
