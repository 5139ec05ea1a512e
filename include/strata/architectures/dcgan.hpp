// SPDX-License-Identifier: MIT
#pragma once
#include <strata/graph/net.hpp>
#include <strata/layers/batch_norm.hpp>
#include <strata/layers/convolution.hpp>
#include <strata/layers/flatten.hpp>
#include <strata/layers/hyperbolic_tangent.hpp>
#include <strata/layers/leaky_relu.hpp>
#include <strata/layers/relu.hpp>
#include <strata/layers/reshape.hpp>
#include <strata/layers/transposed_convolution.hpp>

namespace strata {

/// From which side an image of DCGAN is doubled, and how often: 64 is 4 doubled four times, 28 is 7 doubled
/// twice.
template <int Size>
struct dcgan_sides {
    static constexpr int first = [] {
        int side = Size;
        while (side % 2 == 0 && side / 2 >= 4) side /= 2;
        return side;
    }();
    static constexpr int doublings = [] {
        int count = 0;
        for (int side = first; side < Size; side *= 2) ++count;
        return count;
    }();
    static_assert(doublings > 0 && first < 8,
                  "the side of an image of DCGAN is 4, 5, 6 or 7, doubled once or more: 28, 32, 64");
};

/// What all weights start from: normal, with a deviation of 0.02.
using dcgan_start = init<normal<0.02>>;

/// Convolutions that double the side and halve the channels, Count of them, to Width channels.
template <int Width, int Count>
struct dcgan_doublings {
    static constexpr int channels = Width << (Count - 1);
    using type = chain<conv_transpose<channels, 4, stride<2>, pad<1>, no_bias, dcgan_start>, batch_norm, relu,
                       typename dcgan_doublings<Width, Count - 1>::type>;
};
template <int Width>
struct dcgan_doublings<Width, 0> {
    using type = chain<>;
};
/// Convolutions that halve the side and double the channels, Count of them, from Width channels on.
template <int Width, int Count>
struct dcgan_halvings {
    using type = chain<conv<2 * Width, 4, stride<2>, pad<1>, no_bias, dcgan_start>, batch_norm,
                       leaky_relu<0.2>, typename dcgan_halvings<2 * Width, Count - 1>::type>;
};
template <int Width>
struct dcgan_halvings<Width, 0> {
    using type = chain<>;
};

/// The generator of DCGAN (Radford, Metz, Chintala: "Unsupervised representation learning with deep
/// convolutional generative adversarial networks", 2016, figure 1, with the widths of its code): 3,576,704
/// parameters. It makes images between -1 and 1 of numbers, normal(0, 1), where the paper draws them evenly
/// from [-1, 1].
///
/// The channels and the side of the image (28, 32 or 64, say), the channels of its last layer but one, and
/// how many numbers there are can be chosen. Trained by `adam{.rate = 2e-4, .beta1 = 0.5}` and
/// `non_saturating_loss` in batches of 128 (section 4); weights start from normal(0, 0.02), scales of
/// normalizations from 1.
template <int Channels = 3, int Size = 64, int Width = 64, int Latent = 100>
struct dcgan_generator
    : net<input<Latent>, reshape<Latent, 1, 1>,
          conv_transpose<(Width << (dcgan_sides<Size>::doublings - 1)), dcgan_sides<Size>::first, no_bias,
                         dcgan_start>,
          batch_norm, relu, typename dcgan_doublings<Width, dcgan_sides<Size>::doublings - 1>::type,
          conv_transpose<Channels, 4, stride<2>, pad<1>, no_bias, dcgan_start>, hyperbolic_tangent> {};

/// The discriminator of DCGAN: 2,765,568 parameters. A score for each image; above 0 it is taken for a real
/// one.
template <int Channels = 3, int Size = 64, int Width = 64>
struct dcgan_discriminator
    : net<input<Channels, Size, Size>, conv<Width, 4, stride<2>, pad<1>, no_bias, dcgan_start>,
          leaky_relu<0.2>, typename dcgan_halvings<Width, dcgan_sides<Size>::doublings - 1>::type,
          conv<1, dcgan_sides<Size>::first, no_bias, dcgan_start>, flatten> {};

}  // namespace strata
