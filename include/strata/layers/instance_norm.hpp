// SPDX-License-Identifier: MIT
#pragma once
#include <strata/layer/group_normalization.hpp>

namespace strata {

/// The rule of `instance_norm`: every channel is a group.
struct every_channel : scale_of_channels {
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
    static constexpr group_extents extents() {
        return {places<X>, channels<X>, channels<X>};
    }
};

/// Every channel of every sample with mean 0 and variance 1, which takes an image's contrast out; then each
/// channel scaled and shifted.
///
///     forward     y[c, h, w] = xh[c, h, w] g[c] + b[c]      xh = (x - mean[c]) / sqrt(var[c] + eps)
///     backward    as `group_norm` with C groups
///
///     x, y: [C, H, W]   g (weight), b (bias): [C]      eps = 1e-5
///
/// (Ulyanov, Vedaldi, Lempitsky, 2016, equation 2.) PyTorch's InstanceNorm2d(C, affine=True), in training and
/// inference alike. Options: `epsilon<0.001>`, `no_scale`, `no_bias` (both: its affine=False, which is what
/// PyTorch does unless told). A channel of one place has no variance: y = b. Keeps x and each channel's mean
/// and deviation; an activation behind it runs in the same pass. Refused: E04, E25, E26, E65.
template <class... Options>
struct instance_norm_with : group_normalization<every_channel, Options...> {};

/// The same without options.
struct instance_norm : group_normalization<every_channel> {};

}  // namespace strata
