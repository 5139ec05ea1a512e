// SPDX-License-Identifier: MIT
#pragma once
#include <strata/layer/batch_normalization.hpp>

namespace strata {

/// Every channel with mean 0 and variance 1 over the batch, then scaled and shifted.
///
///     learning    y = (x - mean) / sqrt(var + eps) g + b        mean, var of the channel over batch and places
///                 running = (1 - m) running + m measured         (the variance in its unbiased form)
///     answering   the same with the running mean and variance
///     backward    xh = (x - mean) / sqrt(var + eps)    R = places that a channel's mean is over
///                 db = sum dy    dg = sum dy xh    dx = g / sqrt(var + eps) (dy - db / R - xh dg / R)
///                 answering, mean and var are no functions of x: dx = g dy / sqrt(var + eps)
///
///     x, y: [C, ...]   g, b (weight, bias): [C]   running_mean, running_var: [C]      eps = 1e-5   m = 0.1
///
/// (Ioffe and Szegedy, 2015.) PyTorch's BatchNorm1d and BatchNorm2d. Options: `epsilon<0.001>`,
/// `statistics_momentum<0.01>` (PyTorch's momentum) or `cumulative` (its momentum=None: the running
/// statistics are plain means over all batches, whose number is kept as num_batches_tracked); `no_scale`,
/// `no_bias` (both: its affine=False). Keeps x and the batch's statistics. A batch whose channel has a single
/// value (R = 1) leaves the running variance as it is, and is not counted where statistics are `cumulative`.
/// Any shape fits. Refused: E25, E26, E65.
template <class... Options>
struct batch_norm_with : batch_normalization<Options...> {};

/// The same without options.
struct batch_norm : batch_normalization<> {};

}  // namespace strata
