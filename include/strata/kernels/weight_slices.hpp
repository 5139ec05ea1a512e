// SPDX-License-Identifier: MIT
#pragma once
/// Gradients of weights that are summed over parts of a batch apart, so that threads do not wait for each other.
///
/// The parts are fixed: how many threads there are changes no bit.
#include <strata/kernels/convolution_extents.hpp>
#include <strata/kernels/long_sums.hpp>
#include <strata/kernels/pointwise.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

inline constexpr int most_weight_slices = 16;

/// Parts of the batch whose weight gradients are summed apart: fewer where the weights are many.
constexpr int weight_slices(const convolution_extents& e) {
    const int64 fit = (int64{1} << 20) / (e.weights() + 1);
    return fit < 2 ? 2 : fit > most_weight_slices ? most_weight_slices : static_cast<int>(fit);
}

/// to[i] = the sum of sums[s][i] over all slices, in their order.
template <class T>
void join_slices(T* to, const long_sums<T>* sums, int64 n, int slices, int threads) {
    bool short_sums = true;
    for (int s = 0; s < slices; ++s) short_sums = short_sums && sums[s].is_one_run() && sums[s].adds();
    if (short_sums)
        return parallel_sweep<T>(n, threads, [=](int64 i, auto lanes) {
            simd<T> sum = lanes.load(sums[0].some() + i);
            for (int s = 1; s < slices; ++s) sum += lanes.load(sums[s].some() + i);
            lanes.store(to + i, sum);
        });
    constexpr int64 most = 1024;
    parallel_for(static_cast<int>((n + most - 1) / most), threads_for(n * slices, threads),
                 [&](int task, int) {
                     for (int64 i = task * most; i < n && i < (task + 1) * most; ++i) {
                         double sum = 0;
                         for (int s = 0; s < slices; ++s) sum += sums[s][i];
                         to[i] = static_cast<T>(sum);
                     }
                 });
}

}  // namespace strata::inline STRATA_TARGET
