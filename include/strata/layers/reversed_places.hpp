// SPDX-License-Identifier: MIT
#pragma once
#include <strata/layer/rearrangement.hpp>

namespace strata {

/// The places of a sequence from the last to the first.
///
///     forward     y[l, d] = x[L - 1 - l, d]      backward    dx[l, d] = dy[L - 1 - l, d]
///
///     x, y: [L, D]
///
/// In PyTorch: x.flip(1). Refused: E41 (no sequence).
struct reversed_places : rearrangement<reversed_places> {
    template <Shape X>
    using output = std::conditional_t<Sequence<X>, X, refused<E41_layer_needs_a_sequence>>;
    template <Shape X>
    static constexpr int64 run = channels<X>;
    template <Shape X>
    static constexpr int64 from(int64 place) {
        return X::size - (place + 1) * channels<X>;
    }
};

}  // namespace strata
