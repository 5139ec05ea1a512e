// SPDX-License-Identifier: MIT
#pragma once
/// One number of many: over the places of a sequence, over the pixels of an image, over channels.
#include <strata/layer/reduction.hpp>

namespace strata {

/// The mean of the places of a sequence: what a whole is about, without a `class_token`.
///
///     forward     y[d] = 1/L sum_l x[l, d]      backward    dx[l, d] = dy[d] / L
///
///     x: [L, D]   y: [D]
///
/// In PyTorch: x.mean(1). Of an image say `global_average_pool`. Keeps nothing. Refused: E41 (no sequence).
struct mean_of_places : sum_over<over_places, true> {};

/// The sum of the places of a sequence: of a set of things, in any order (Zaheer and others: "Deep sets",
/// 2017, equation 2).
///
///     forward     y[d] = sum_l x[l, d]      backward    dx[l, d] = dy[d]
///
///     x: [L, D]   y: [D]
///
/// In PyTorch: x.sum(1). Keeps nothing. Refused: E41 (no sequence).
struct sum_of_places : sum_over<over_places, false> {};

/// The largest of each feature over the places of a sequence (Collobert and others, 2011, section 3.3.2; Kim,
/// 2014).
///
///     forward     y[d] = max_l x[l, d]      backward    dx[l, d] = dy[d] at the first l with x[l, d] = y[d], else 0
///
///     x: [L, D]   y: [D]
///
/// In PyTorch: x.max(1).values. A NaN wins. Keeps which place won. Refused: E41 (no sequence).
struct max_of_places : max_over<over_places> {};

/// The largest of each channel of an image.
///
///     forward     y[c] = max_{h, w} x[c, h, w]      backward    dx[c, h, w] = dy[c] at the first that is the largest, else 0
///
///     x: [C, H, W]   y: [C, 1, 1]
///
/// (Woo, Park, Lee, Kweon: "CBAM", 2018, equation 2.) PyTorch's AdaptiveMaxPool2d(1). A NaN wins. Keeps which
/// pixel won. Refused: E04 (no image).
struct global_max_pool : max_over<over_pixels> {};

/// The mean of the channels at each place.
///
///     forward     y[i] = 1/C sum_c x[c, i]      backward    dx[c, i] = dy[i] / C
///
///     x: [C, ...]   y: [1, ...]
///
/// (Woo, Park, Lee, Kweon: "CBAM", 2018, equation 3, where it is joined with the largest by `concat`.) In
/// PyTorch: x.mean(1, keepdim=True); of a sequence the mean of the features, x.mean(2, keepdim=True). Any
/// shape fits. Keeps nothing.
struct mean_of_channels : sum_over<over_channels, true> {};

/// The largest of the channels at each place.
///
///     forward     y[i] = max_c x[c, i]      backward    dx[c, i] = dy[i] at the first c with x[c, i] = y[i], else 0
///
///     x: [C, ...]   y: [1, ...]
///
/// (As `mean_of_channels`.) In PyTorch: x.amax(1, keepdim=True), whose gradient goes to the first of equals
/// here. Any shape fits. A NaN wins. Keeps which channel won.
struct max_of_channels : max_over<over_channels> {};

}  // namespace strata
