// SPDX-License-Identifier: MIT
#pragma once
#include <strata/kernels/recurrent/gru_cell.hpp>
#include <strata/layer/recurrent_layer.hpp>

namespace strata {

/// Goes along a sequence place by place and remembers, with a gate r that resets and one, z, that updates.
///
///     forward     r, z = sigmoid(w x_t + u h_{t-1} + b)    n = tanh(w x_t + b + r (u h_{t-1} + c))    each with a third of the rows of w and u, in the order r, z, n
///                 y_t = h_t = (1 - z) n + z h_{t-1}
///                 before the first place h is what the step before has left, where a `state` is handed in, else 0
///     backward    from the last place to the first: see kernels/recurrent/gru_cell.hpp
///
///     x: [L, D]   w (weight_ih_l0): [3H, D]   u (weight_hh_l0): [3H, H]   b, then c (bias): [4H]   h, y: [L, H]
///
/// (Cho and others, 2014, equations 5 to 8, with the reset after the product, as PyTorch's GRU(D, H,
/// batch_first=True) and cuDNN have it: n needs one product a place.) PyTorch has two biases for r and z, of
/// which the sum counts; c is its b_hn. Carries h; backward stops at the step's beginning. Options:
/// `two_biases` (bias_ih_l0, bias_hh_l0: [3H] in place of b and c, all of PyTorch's names and shapes),
/// `no_bias`, `init<xavier>` for w and u. Keeps x, y, the gates and u h + c of n. Refused: E41 (no sequence),
/// E09, E25, E26.
template <int H = 0, class... Options>
struct gru : recurrent_layer<gru_cell, H, zeros, 0, expected<two_biases, no_bias, init<xavier>>, Options...> {
};

}  // namespace strata
