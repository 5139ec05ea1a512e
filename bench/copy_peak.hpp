// SPDX-License-Identifier: MIT
#pragma once
/// What memory could do at most: a copy, between arrays as large as what a row moves.
#include <algorithm>
#include <cstring>
#include <strata/kernels/parallel.hpp>
#include <strata/kernels/pointwise.hpp>
#include <strata/model/buffer.hpp>

#include "timing.hpp"

namespace strata::bench {

/// Bytes a second, those read and those written, that `threads` threads copy together: the best of a few
/// short runs, by memcpy or by our own sweep over vectors.
///
/// The arrays are as large as `bytes` together, so that they lie in the same cache as those of a run that
/// moves as many; 128 MiB at most, which is more than any cache holds.
inline double copy_peak(long bytes, int threads) {
    constexpr long most = 128L << 20, least_of_thread = 1L << 16;
    const long n = std::clamp(bytes, 256L, most) / 2 / long(sizeof(float));
    const int parts =
        static_cast<int>(std::clamp(n * long(sizeof(float)) / least_of_thread, 1L, long{threads}));
    static buffer<float> from, to;
    if (from.size() < n) from = buffer<float>(n), to = buffer<float>(n);
    const auto by_memcpy = [&] {
        parallel_for(parts, parts, [&](int part, int) {
            const long begin = n * part / parts, end = n * (part + 1) / parts;
            std::memcpy(to.data() + begin, from.data() + begin,
                        static_cast<std::size_t>(end - begin) * sizeof(float));
        });
    };
    const auto by_sweep = [&] {
        map_values(static_cast<const float*>(from.data()), to.data(), n, parts,
                   [](const simd<float>& x) { return x; });
    };
    double best = 1;
    for (double spent = 0, trials = 0; trials < 3 || (spent < 1e-3 && trials < 100); ++trials)
        for (const double seconds : {seconds_of(by_memcpy), seconds_of(by_sweep)}) {
            best = std::min(best, seconds);
            spent += seconds;
        }
    return 2.0 * static_cast<double>(n) * sizeof(float) / best;
}

}  // namespace strata::bench
