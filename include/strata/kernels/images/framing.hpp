// SPDX-License-Identifier: MIT
#pragma once
/// A small image inside a large one: cut out of it, or put into it with zeros around.
#include <cstring>
#include <strata/kernels/simd.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// A small image [h, w, C] whose first pixel is pixel (top, left) of a large one [H, W, C].
struct framing_extents {
    int C, H, W, h, w, top, left;
};

/// inner = its part of outer, or added to it.
template <class T>
void cut_out(const framing_extents& e, const T* outer, T* inner, bool add) {
    const int64 run = int64(e.w) * e.C;
    for (int i = 0; i < e.h; ++i) {
        const T* from = outer + (int64(e.top + i) * e.W + e.left) * e.C;
        T* to = inner + i * run;
        sweep<T>(run, [&](int64 k, auto lanes) { store_or_add(lanes, to + k, lanes.load(from + k), add); });
    }
}

/// outer = inner with zeros around, or that added to it.
template <class T>
void put_into(const framing_extents& e, const T* inner, T* outer, bool add) {
    if (!add) std::memset(outer, 0, static_cast<std::size_t>(int64(e.H) * e.W * e.C) * sizeof(T));
    const int64 run = int64(e.w) * e.C;
    for (int i = 0; i < e.h; ++i) {
        const T* from = inner + i * run;
        T* to = outer + (int64(e.top + i) * e.W + e.left) * e.C;
        sweep<T>(run, [&](int64 k, auto lanes) {
            lanes.store(to + k, lanes.load(to + k) + lanes.load(from + k));
        });
    }
}

}  // namespace strata::inline STRATA_TARGET
