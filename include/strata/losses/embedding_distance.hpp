// SPDX-License-Identifier: MIT
#pragma once
/// Distances between the parts of an answer: what losses share whose samples are pairs or triples.
///
///     y[n] = (x_1, ..., x_P)      x_k: [D]      y: [N, P D], `concat` of P towers; or [N, P, D], P places
///
/// Both lie the same in memory. A pair or a triple is one sample, so that a shuffled epoch tears none apart,
/// a batch may have any size, and the loss is a mean over samples like any other.
#include <cmath>
#include <strata/kernels/long_sums.hpp>
#include <strata/shape/shape.hpp>
#include <strata/target.hpp>

namespace strata {

/// Whether answers of shape Y are P embeddings side by side.
template <int P, Shape Y>
inline constexpr bool has_embeddings = false;
template <int P, Vector Y>
inline constexpr bool has_embeddings<P, Y> = channels<Y> % P == 0;
template <int P, Sequence Y>
inline constexpr bool has_embeddings<P, Y> = Y::extents[0] == P;

}  // namespace strata

namespace strata::inline STRATA_TARGET {

/// sum_i (a[i] - b[i] + e)^2
template <class T>
double squared_distance(int64 D, const T* a, const T* b, double e = 0) {
    const simd<T> more(static_cast<T>(e));
    return long_sum<T>(D, [=](int64 i, auto lanes) {
        const simd<T> apart = lanes.load(a + i) - lanes.load(b + i) + more;
        return apart * apart;
    });
}

/// 1/d times a factor; 0 where the distance is 0, from where all directions are alike.
inline double per_distance(double factor, double d) { return d > 0 ? factor / d : 0; }

}  // namespace strata::inline STRATA_TARGET
