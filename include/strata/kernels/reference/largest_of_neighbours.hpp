// SPDX-License-Identifier: MIT
#pragma once
/// The plain twins of `largest_of_neighbours` and of its gradient: the definition, group after group.
#include <strata/kernels/floating_point.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// The first of the largest of K numbers; a NaN is larger than all.
template <class T>
int reference_largest(const T* x, int K) {
    int at = 0;
    for (int k = 1; k < K; ++k)
        if ((x[k] > x[at] || is_nan(x[k])) && !is_nan(x[at])) at = k;
    return at;
}

/// x: [groups, K]   y: [groups]
template <class T>
void reference_largest_of_neighbours(const T* x, int64 groups, int K, T* y) {
    for (int64 i = 0; i < groups; ++i) y[i] = x[i * K + reference_largest(x + i * K, K)];
}

/// dx: [groups, K] from dy: [groups]; overwritten, or added to where `add`.
template <class T>
void reference_gradient_of_largest(const T* x, const T* dy, int64 groups, int K, T* dx, bool add) {
    for (int64 i = 0; i < groups; ++i) {
        const int winner = reference_largest(x + i * K, K);
        for (int k = 0; k < K; ++k)
            dx[i * K + k] = (add ? dx[i * K + k] : T(0)) + (k == winner ? dy[i] : T(0));
    }
}

}  // namespace strata::inline STRATA_TARGET
