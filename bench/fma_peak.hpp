// SPDX-License-Identifier: MIT
#pragma once
/// What the processor could do at most: multiply-adds on registers alone, in the vectors that the kernels
/// use.
#include <strata/kernels/parallel.hpp>
#include <strata/kernels/simd.hpp>

#include "timing.hpp"

namespace strata::bench {

/// Runs `rounds` of 12 independent multiply-adds; returns something that depends on all of them.
///
/// Twelve hide the latency (4 or 5 cycles at 2 a cycle) and leave room for the two operands in 16 registers.
/// Where the instruction set has no fused multiply-add, a multiplication and an addition take its place.
inline float multiply_add_loop(long rounds, float factor, float term) {
    constexpr std::size_t count = 12;
    const simd<float> a(factor), b(term);
    simd<float> sum[count];
    for (std::size_t i = 0; i < count; ++i) sum[i] = simd<float>(static_cast<float>(i));
    for (long r = 0; r < rounds; ++r)
        for (std::size_t i = 0; i < count; ++i) sum[i] = xsimd::fma(sum[i], a, b);
    simd<float> all = sum[0];
    for (std::size_t i = 1; i < count; ++i) all += sum[i];
    alignas(64) float lanes[static_cast<std::size_t>(simd_width<float>)];
    all.store_aligned(lanes);
    return lanes[0];
}

/// Operations a second (a multiply-add is two) that `threads` threads reach together: the best of a few short
/// loops.
inline double fma_peak(int threads) {
    constexpr long rounds = 200'000;
    volatile float factor = 0.5f, term = 0.25f, kept = 0;
    double best = 0;
    for (int trial = 0; trial < 10; ++trial) {
        const double seconds = seconds_of([&] {
            parallel_for(threads, threads, [&](int, int) {
                const float made = multiply_add_loop(rounds, factor, term);
                if (made < 0) kept = made;  // never; it keeps the loop
            });
        });
        best = std::max(best, 2.0 * 12 * simd_width<float> * static_cast<double>(rounds) * threads / seconds);
    }
    return best;
}

}  // namespace strata::bench
