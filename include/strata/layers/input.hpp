// SPDX-License-Identifier: MIT
#pragma once
#include <strata/layers/layer.hpp>

namespace strata {

/// What one sample looks like: `input<C, H, W>` for images, `input<N>` for vectors. The first of a net's list.
template <int... Extents>
struct input {
    using shape_type = shape<Extents...>;
};

template <class L>
inline constexpr bool is_input = false;
template <int... Extents>
inline constexpr bool is_input<input<Extents...>> = true;

}  // namespace strata
