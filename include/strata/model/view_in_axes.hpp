// SPDX-License-Identifier: MIT
#pragma once
/// Memory in the axes of papers, whatever lies how inside.
#include <cstddef>
#include <strata/int64.hpp>
#include <strata/target.hpp>
#include <strata/xtensor.hpp>

namespace strata::inline STRATA_TARGET {

/// The memory at `data` in these axes. It is a view of an adaptor and not the adaptor itself, which would
/// take an assigned array's strides for its own.
template <class T, class Extents, class Strides>
[[nodiscard]] auto view_in_axes(T* data, int64 size, const Extents& extents, const Strides& strides) {
    return xt::view(xt::adapt(data, static_cast<std::size_t>(size), xt::no_ownership(), extents, strides),
                    xt::all());
}

}  // namespace strata::inline STRATA_TARGET
