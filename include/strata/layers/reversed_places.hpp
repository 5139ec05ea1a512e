// SPDX-License-Identifier: MIT
#pragma once
#include <strata/layer/lengths.hpp>

namespace strata {

/// The places of a sequence from the last to the first.
///
///     forward     y[l, d] = x[L - 1 - l, d]      backward    dx[l, d] = dy[L - 1 - l, d]
///
///     x, y: [L, D]
///
/// In PyTorch: x.flip(1). `with<"lengths", reversed_places>` turns the n places of each sample round and
/// makes the rest zero: y[l] = x[n - 1 - l] for l < n (strata/layer/lengths.hpp). Refused: E41 (no sequence).
struct reversed_places : rearrangement_by_length<reversed_places> {
private:
    template <class X, class... N>
    struct rules {
        using output = refused<E41_layer_needs_a_sequence>;
    };
    template <Sequence X, Length... N>
    struct rules<X, N...> {
        using output = X;
    };

public:
    template <Shape... X>
    using output = typename rules<X...>::output;
    template <Shape X>
    static constexpr int64 run = channels<X>;
    template <Shape X>
    static constexpr int64 from(int64 place) {
        return X::size - (place + 1) * channels<X>;
    }
    static int place_of(int row, int length) { return length - 1 - row; }
};

}  // namespace strata
