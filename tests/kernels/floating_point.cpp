// SPDX-License-Identifier: MIT
#include <strata/kernels/floating_point.hpp>

#include <doctest/doctest.h>

#include <limits>

using namespace strata;

TEST_CASE_TEMPLATE("infinity and NaN are told by the bits, also while the compiler computes", T, float,
                   double) {
    using limits = std::numeric_limits<T>;
    static_assert(is_finite(T(1)) && !is_finite(limits::infinity()) && !is_finite(limits::quiet_NaN()));
    static_assert(!is_nan(-limits::infinity()) && is_nan(limits::quiet_NaN()));
    for (const T x :
         {T(0), T(-0.0), limits::denorm_min(), limits::min(), T(-1), limits::max(), limits::lowest()}) {
        CHECK(is_finite(x));
        CHECK(!is_nan(x));
    }
    for (const T x : {limits::infinity(), -limits::infinity()}) {
        CHECK(!is_finite(x));
        CHECK(!is_nan(x));
    }
    for (const T x : {limits::quiet_NaN(), -limits::quiet_NaN(), limits::signaling_NaN()}) {
        CHECK(!is_finite(x));
        CHECK(is_nan(x));
    }
}

TEST_CASE_TEMPLATE("a barrier and what hides a vector leave each of its lanes as it is", T, float, double) {
    alignas(64) T v[static_cast<std::size_t>(simd_width<T>)], to[static_cast<std::size_t>(simd_width<T>)];
    for (int i = 0; i < simd_width<T>; ++i) v[i] = T(i) - T(0.5);
    reassociation_barrier(unknown(simd<T>::load_aligned(v))).store_aligned(to);
    for (int i = 0; i < simd_width<T>; ++i) CHECK(to[i] == v[i]);
}

TEST_CASE_TEMPLATE("a sum behind a barrier is rounded before it is taken apart", T, float, double) {
    const T large = T(2) / std::numeric_limits<T>::epsilon();
    const simd<T> sum = reassociation_barrier(simd<T>(T(0.75)) + simd<T>(large));
    CHECK((sum - simd<T>(large)).get(0) == 0);
}
