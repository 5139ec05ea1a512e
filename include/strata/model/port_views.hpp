// SPDX-License-Identifier: MIT
#pragma once
/// A run's memory as xtensor views, in the axes of papers, whatever lies how inside.
#include <array>
#include <strata/model/view_in_axes.hpp>
#include <strata/shape/shape.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// n samples of shape Y at `data`, images channels last, as a view [n, Y...] that can be read and assigned
/// to.
template <Shape Y, class T>
[[nodiscard]] auto view_of_samples(T* data, int n) {
    constexpr std::size_t rank = Y::rank + 1;
    std::array<std::size_t, rank> extents{static_cast<std::size_t>(n)};
    std::array<std::ptrdiff_t, rank> strides{Y::size};
    for (std::size_t i = 1; i < rank; ++i) extents[i] = static_cast<std::size_t>(Y::extents[i - 1]);
    if constexpr (Image<Y>) {
        strides = {Y::size, 1, std::ptrdiff_t{width<Y>} * channels<Y>, channels<Y>};
    } else {
        std::ptrdiff_t next = 1;
        for (std::size_t i = rank; i-- > 1; next *= static_cast<std::ptrdiff_t>(extents[i]))
            strides[i] = next;
    }
    return view_in_axes(data, n * Y::size, extents, strides);
}

}  // namespace strata::inline STRATA_TARGET
