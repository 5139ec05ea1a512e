// SPDX-License-Identifier: MIT
#pragma once
/// Maps of one number to one number, over any range.
///
///     forward     y[i] = f(x[i])
///     backward    dx[i] = dy[i] f'(x[i])       f' written as a function of y, so that x need not be kept
///
/// A map is a type with two functions of a vector: `value(x)` = f(x) and `slope(y)` = f'(x) where y = f(x).
#include <strata/kernels/parallel.hpp>
#include <strata/kernels/simd.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// f(x) = x: the map of a layer that has no activation.
struct identity_map {
    template <class B>
    static B value(const B& x) {
        return x;
    }
    template <class B>
    static B slope(const B&) {
        return B(typename B::value_type(1));
    }
};

/// Whether x tells a map's slope as y does, slope(x) = slope(y): true of one that says so itself.
template <class Map>
inline constexpr bool slope_told_by_x = false;
template <class Map>
requires requires { Map::slope_told_by_x; }
inline constexpr bool slope_told_by_x<Map> = Map::slope_told_by_x;

/// Blocks that long ranges are cut into, for threads.
inline constexpr int64 pointwise_block = 16384;

/// Calls `body(i, lanes)` over [0, n) as `sweep` does, in blocks shared by the threads.
template <class T, class Body>
inline void parallel_sweep(int64 n, int threads, Body&& body) {
    const int blocks = static_cast<int>((n + pointwise_block - 1) / pointwise_block);
    parallel_for(blocks, threads, [&](int block, int) {
        const int64 begin = block * pointwise_block,
                    end = begin + pointwise_block < n ? begin + pointwise_block : n;
        const auto own = body;  // its numbers are nobody else's, whatever is stored
        sweep<T>(end - begin, [=](int64 i, auto lanes) { own(begin + i, lanes); });
    });
}

/// y = value(x).
template <class T, class Value>
inline void map_values(const T* x, T* y, int64 n, int threads, Value&& value) {
    parallel_sweep<T>(n, threads, [=](int64 i, auto lanes) { lanes.store(y + i, value(lanes.load(x + i))); });
}

/// dx = dy slope(i, lanes), overwritten or added to. Nothing where dx is null.
template <class T, class Slope>
inline void gradient_sweep(const T* dy, T* dx, bool add, int64 n, int threads, Slope&& slope) {
    if (!dx) return;
    parallel_sweep<T>(n, threads, [=](int64 i, auto lanes) {
        const simd<T> g = lanes.load(dy + i) * slope(i, lanes);
        store_or_add(lanes, dx + i, g, add);
    });
}
/// dx = dy slope(v); v is x or y, whichever tells the slope.
template <class T, class Slope>
inline void map_gradient(const T* dy, const T* v, T* dx, bool add, int64 n, int threads, Slope&& slope) {
    gradient_sweep(dy, dx, add, n, threads, [=](int64 i, auto lanes) { return slope(lanes.load(v + i)); });
}

/// y = f(x) in place of x, which is in the cache.
template <class Map, class T>
inline void map_run(T* x, int64 n) {
    if constexpr (!std::is_same_v<Map, identity_map>)
        sweep<T>(n, [&](int64 i, auto lanes) { lanes.store(x + i, Map::value(lanes.load(x + i))); });
}
/// y = f(x + s) in place of x; f(x) where s is null.
template <class Map, class T>
inline void map_run_of_sum(T* x, const T* s, int64 n) {
    if (!s) return map_run<Map>(x, n);
    sweep<T>(n, [&](int64 i, auto lanes) {
        lanes.store(x + i, Map::value(lanes.load(x + i) + lanes.load(s + i)));
    });
}

}  // namespace strata::inline STRATA_TARGET
