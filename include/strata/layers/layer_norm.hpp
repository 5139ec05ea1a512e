// SPDX-License-Identifier: MIT
#pragma once
#include <strata/layers/group_normalization.hpp>

namespace strata {

/// The rule of `layer_norm`: one group, a scale and a shift for each number.
struct whole_sample {
    template <Shape X>
    using output = X;
    template <Shape X>
    static constexpr group_extents extents() {
        return {1, X::size, 1};
    }
    template <text Name, Shape X, class Init>
    using scale = parameter<Name, X, Init, std::conditional_t<X::rank == 3, stored<1, 2, 0>, stored<>>>;
};

/// Every sample with mean 0 and variance 1, whatever the batch it is in; then each number scaled and shifted.
///
///     forward     y[i] = xh[i] w[i] + b[i]       xh = (x - mean) / sqrt(var + eps)     mean, var over the sample's M numbers
///     backward    db = dy    dw = dy xh    both summed over samples
///                 dx = (dy w - sum_i dy w / M - xh sum_i dy w xh / M) / sqrt(var + eps)
///
///     x, y, w (weight), b (bias): one shape      eps = 1e-5
///
/// (Ba, Kiros, Hinton, 2016, equation 4.) PyTorch's LayerNorm over a sample's whole shape: [N], or [C, H, W]. Keeps x and
/// each sample's mean and deviation; an activation behind it runs in the same pass. Any shape fits.
struct layer_norm : group_normalization<whole_sample> {};

}  // namespace strata
