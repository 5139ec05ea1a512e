// SPDX-License-Identifier: MIT
#pragma once
#include <strata/layer/group_normalization.hpp>

namespace strata {

/// The rule of `layer_norm`: one group, a scale and a shift for each number. Every place of a sequence counts
/// as a sample.
struct whole_sample {
    template <Shape X>
    using output = X;
    template <Shape X>
    static constexpr int64 samples_in = Sequence<X> ? places<X> : 1;
    template <Shape X>
    static constexpr group_extents extents() {
        return {1, X::size / samples_in<X>, 1};
    }
    template <text Name, Shape X, class Init>
    using scale = parameter<Name, std::conditional_t<Sequence<X>, shape<channels<X>>, X>, Init,
                            std::conditional_t<X::rank == 3, stored<1, 2, 0>, stored<>>>;
};

/// Every sample with mean 0 and variance 1, whatever the batch it is in; then each number scaled and shifted.
/// Of a sequence every place by itself.
///
///     forward     y[i] = xh[i] w[i] + b[i]       xh = (x - mean) / sqrt(var + eps)     mean, var over the sample's M numbers
///     backward    db = dy    dw = dy xh    both summed over samples
///                 dx = (dy w - sum_i dy w / M - xh sum_i dy w xh / M) / sqrt(var + eps)
///
///     x, y, w (weight), b (bias): one shape, [N] or [C, H, W]      eps = 1e-5
///     x, y: [L, D]   w, b: [D]: the same for every place, dw and db summed over places too
///
/// (Ba, Kiros, Hinton, 2016, equation 4.) PyTorch's LayerNorm over a sample's whole shape, or LayerNorm(D)
/// over a sequence. Options: `epsilon<1e-12>`, `no_scale`, `no_bias` (both: its elementwise_affine=False).
/// Keeps x and each mean and deviation; an activation behind it runs in the same pass. Any shape fits.
/// Refused: E25, E26, E65.
template <class... Options>
struct layer_norm_with : group_normalization<whole_sample, Options...> {};

/// The same without options.
struct layer_norm : group_normalization<whole_sample> {};

}  // namespace strata
