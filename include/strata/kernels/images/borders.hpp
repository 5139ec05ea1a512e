// SPDX-License-Identifier: MIT
#pragma once
/// An image with a border of its own pixels around.
///
///     forward     y[i, j] = x[s(i - top), s(j - left)]      backward    dx[s(i - top), s(j - left)] += dy[i, j]
///
///     x: [h, w, C]   y: [H, W, C]
///
/// s is `Border::source(i, extent)`: which of [0, extent) is shown at i, inside of the image and around it.
#include <cstring>
#include <strata/kernels/images/framing.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// The image is mirrored in the pixels at its edge, which are not repeated.
struct reflected_border {
    static constexpr int source(int i, int extent) {
        return i < 0 ? -i : i < extent ? i : 2 * (extent - 1) - i;
    }
};
/// The pixels at the edge, again and again.
struct replicated_border {
    static constexpr int source(int i, int extent) { return i < 0 ? 0 : i < extent ? i : extent - 1; }
};

/// outer = inner with a border around.
template <class Border, class T>
void put_border_around(const framing_extents& e, const T* inner, T* outer) {
    const auto bytes = [&](int pixels) { return static_cast<std::size_t>(int64{pixels} * e.C) * sizeof(T); };
    for (int i = 0; i < e.H; ++i) {
        const T* const from = inner + int64(Border::source(i - e.top, e.h)) * e.w * e.C;
        T* const to = outer + int64(i) * e.W * e.C;
        const auto pixel = [&](int j) {
            std::memcpy(to + int64(j) * e.C, from + int64(Border::source(j - e.left, e.w)) * e.C, bytes(1));
        };
        for (int j = 0; j < e.left; ++j) pixel(j);
        std::memcpy(to + int64(e.left) * e.C, from, bytes(e.w));
        for (int j = e.left + e.w; j < e.W; ++j) pixel(j);
    }
}

/// Adds outer to the pixels of inner that it shows.
template <class Border, class T>
void add_with_border(const framing_extents& e, const T* outer, T* inner) {
    for (int i = 0; i < e.H; ++i) {
        const T* const from = outer + int64(i) * e.W * e.C;
        T* const to = inner + int64(Border::source(i - e.top, e.h)) * e.w * e.C;
        const auto add = [&](int first, int to_first, int pixels) {
            const T* const some = from + int64(first) * e.C;
            T* const sum = to + int64(to_first) * e.C;
            sweep<T>(int64(pixels) * e.C, [&](int64 k, auto lanes) {
                lanes.store(sum + k, lanes.load(sum + k) + lanes.load(some + k));
            });
        };
        for (int j = 0; j < e.left; ++j) add(j, Border::source(j - e.left, e.w), 1);
        add(e.left, 0, e.w);
        for (int j = e.left + e.w; j < e.W; ++j) add(j, Border::source(j - e.left, e.w), 1);
    }
}

}  // namespace strata::inline STRATA_TARGET
