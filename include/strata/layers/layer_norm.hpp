// SPDX-License-Identifier: MIT
#pragma once
#include <strata/layer/group_normalization.hpp>

namespace strata {

/// An option of `layer_norm_with`: each place of an image by itself, over its channels.
struct each_place {};
inline constexpr unsigned about_places = 1U << 23;
template <>
inline constexpr unsigned topic_of<each_place> = about_places;

/// The rule of `layer_norm`: one group, a scale and a shift for each number. Every place of a sequence counts
/// as a sample, and, where `EachPlace` is set, every place of an image.
template <bool EachPlace>
struct whole_sample {
    using options = expected<epsilon<0.001>, no_scale, no_bias, each_place>;

    template <Shape X>
    using output = X;
    template <Shape X>
    static constexpr bool by_places = EachPlace || Sequence<X>;
    template <Shape X>
    static constexpr int64 samples_in = by_places<X> ? places<X> : 1;
    template <Shape X>
    static constexpr group_extents extents() {
        return {1, X::size / samples_in<X>, 1};
    }
    template <text Name, Shape X, class Init>
    using scale = parameter<Name, std::conditional_t<by_places<X>, shape<channels<X>>, X>, Init,
                            std::conditional_t<X::rank == 3 && !EachPlace, stored<1, 2, 0>, stored<>>>;
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
/// over a sequence. Options: `epsilon<1e-12>`, `no_scale`, `no_bias` (both: its elementwise_affine=False);
/// `each_place` (LayerNorm(C) of each place of an image, as that of ConvNeXt; w, b: [C]).
/// Keeps x and each mean and deviation; an activation behind it runs in the same pass. Any shape fits.
/// Refused: E25, E26, E65.
template <class... Options>
struct layer_norm_with : group_normalization<whole_sample<has_option<each_place, Options...>>, Options...> {
    template <class Visit>
    static constexpr void settings(Visit&& visit) {
        constexpr bool by_places = has_option<each_place, Options...>;
        group_normalization<whole_sample<by_places>, Options...>::settings(visit);
        visit("each_place", by_places);
    }
};

/// The same without options.
struct layer_norm : layer_norm_with<> {};

}  // namespace strata
