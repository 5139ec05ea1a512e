// SPDX-License-Identifier: MIT
#pragma once
/// Rows of a table by their numbers.
///
///     forward     y[r, d] = w[x[r], d]
///     backward    dw[v, d] = sum over the r with x[r] = v of dy[r, d]
///
///     x: [R], whole numbers from 0 to V - 1   w: [V, D]   y: [R, D]
///
/// Every row of dw belongs to one task, which adds in the order of r: that there is a task a thread changes
/// no bit. A row that is used very often is a `long_sums`, for which the r of each row are chained first.
#include <algorithm>
#include <cstring>
#include <strata/kernels/floating_point.hpp>
#include <strata/kernels/long_sums.hpp>
#include <strata/kernels/parallel.hpp>
#include <strata/kernels/simd.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

template <class T>
struct lookup {
    int V, D;
    int64 R;
    const T *x, *w;
    T* y;
    const T* dy = nullptr;
    T* dw = nullptr;
    int64 *first = nullptr, *next = nullptr;  ///< scratch, with dw: V and R elements

    [[nodiscard]] int number(int64 r) const { return static_cast<int>(x[r]); }
};

/// The first place of x: [R] that is no whole number from 0 to V - 1, or R.
template <class T>
int64 first_without_row(const T* x, int64 R, int V) {
    int64 r = 0;
    while (r < R && is_finite(x[r]) && x[r] >= T(0) && x[r] < T(V) && T(static_cast<int>(x[r])) == x[r]) ++r;
    return r;
}

/// Rows of y that one task has.
inline constexpr int64 lookup_rows = 64;

template <class T>
void lookup_forward(const lookup<T>& p, int threads) {
    const int tasks = static_cast<int>((p.R + lookup_rows - 1) / lookup_rows);
    parallel_for(tasks, p.R * p.D < 65536 ? 1 : threads, [&](int task, int) {
        for (int64 r = task * lookup_rows; r < p.R && r < (task + 1) * lookup_rows; ++r)
            std::memcpy(p.y + r * p.D, p.w + int64(p.number(r)) * p.D,
                        static_cast<std::size_t>(p.D) * sizeof(T));
    });
}

template <class T>
void lookup_backward(const lookup<T>& p, int threads) {
    const int tasks = (p.R + p.V) * p.D < 65536 ? 1 : threads;
    std::fill_n(p.first, p.V, int64{-1});
    for (int64 r = p.R; r-- > 0;) {
        p.next[r] = p.first[p.number(r)];
        p.first[p.number(r)] = r;
    }
    constexpr int most = 1024;
    parallel_for(tasks, tasks, [&](int task, int) {
        for (int64 v = task; v < p.V; v += tasks)
            for_blocks(p.D, most, [&](int64 left, int64 right) {
                long_sums_here<T, most> sums(right - left, terms_of_block);
                for (int64 r = p.first[v]; r >= 0; r = p.next[r]) {
                    const T* const dy = p.dy + r * p.D + left;
                    sweep<T>(right - left,
                             [&](int64 d, auto lanes) { sums.add(d, lanes, lanes.load(dy + d)); });
                    sums.block_done();
                }
                sums.finish_in(p.dw + v * p.D + left);
            });
    });
}

/// The plain twins.
template <class T>
void reference_lookup_forward(const lookup<T>& p) {
    for (int64 r = 0; r < p.R; ++r)
        for (int d = 0; d < p.D; ++d) p.y[r * p.D + d] = p.w[int64(p.x[r]) * p.D + d];
}
template <class T>
void reference_lookup_backward(const lookup<T>& p) {
    for (int64 i = 0; i < int64(p.V) * p.D; ++i) p.dw[i] = T(0);
    for (int64 r = 0; r < p.R; ++r)
        for (int d = 0; d < p.D; ++d) p.dw[int64(p.x[r]) * p.D + d] += p.dy[r * p.D + d];
}

}  // namespace strata::inline STRATA_TARGET
