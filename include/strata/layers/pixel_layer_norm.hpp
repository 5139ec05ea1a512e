// SPDX-License-Identifier: MIT
#pragma once
#include <strata/layer/group_normalization.hpp>

namespace strata {

/// The rule of `pixel_layer_norm`: every pixel counts as a sample.
struct every_pixel {
private:
    template <class X>
    struct shape_rule {
        using type = refused<E04_layer_needs_an_image>;
    };
    template <Image X>
    struct shape_rule<X> {
        using type = X;
    };

public:
    template <Shape X>
    using output = typename shape_rule<X>::type;
    template <Shape X>
    static constexpr int64 samples_in = places<X>;
    template <Shape X>
    static constexpr group_extents extents() {
        return {1, channels<X>, 1};
    }
    template <text Name, Shape X, class Init>
    using scale = parameter<Name, shape<channels<X>>, Init>;
};

/// Every pixel of an image with mean 0 and variance 1 over its channels; then each channel scaled and
/// shifted. What `layer_norm` does at every place of a sequence.
///
///     forward     y[c, i] = xh[c, i] w[c] + b[c]       xh = (x - mean[i]) / sqrt(var[i] + eps)     mean, var over the C channels of pixel i
///     backward    db[c] = sum_i dy[c, i]    dw[c] = sum_i dy[c, i] xh[c, i]    both summed over samples
///                 dx = (dy w - sum_c dy w / C - xh sum_c dy w xh / C) / sqrt(var + eps)
///
///     x, y: [C, H, W]   w (weight), b (bias): [C]      eps = 1e-5
///
/// (Ba, Kiros, Hinton, 2016, equation 4; Liu and others: "A ConvNet for the 2020s", 2022, section 2.6.)
/// torchvision's LayerNorm2d(C), Keras' LayerNormalization. Options: `epsilon<1e-6>` (torchvision's),
/// `no_scale`, `no_bias`. Keeps x and each mean and deviation; an activation behind it runs in the same pass.
/// Refused: E04 (a sequence or a vector: say `layer_norm`), E25, E26, E65.
template <class... Options>
struct pixel_layer_norm_with : group_normalization<every_pixel, Options...> {
    template <Image X>
    static constexpr window seen{};
};

/// The same without options.
struct pixel_layer_norm : pixel_layer_norm_with<> {};

}  // namespace strata
