// SPDX-License-Identifier: MIT
#pragma once
#include <strata/kernels/recurrent/rnn_cell.hpp>
#include <strata/layer/recurrent_layer.hpp>
#include <strata/layers/hyperbolic_tangent.hpp>
#include <strata/layers/relu.hpp>
#include <type_traits>

namespace strata {

/// The activation is an option of `rnn`: `rnn<64, relu>`.
inline constexpr unsigned about_activation = 1U << 19;
template <>
inline constexpr unsigned topic_of<relu> = about_activation;
template <>
inline constexpr unsigned topic_of<hyperbolic_tangent> = about_activation;

template <int H, class... Options>
using rnn_layer =
    recurrent_layer<rnn_cell<std::conditional_t<has_option<relu, Options...>, relu, hyperbolic_tangent>>, H,
                    zeros, about_activation, expected<relu, two_biases, no_bias, init<xavier>>, Options...>;

/// Goes along a sequence place by place and remembers: the plain recurrent network, one matrix for what comes
/// in and one for what was before.
///
///     forward     y_t = h_t = tanh(w x_t + u h_{t-1} + b)
///                 before the first place h is what the step before has left, where a `state` is handed in, else 0
///     backward    da_t = (dy_t + u^T da_{t+1}) (1 - h_t^2)    dx_t = w^T da_t
///                 dw = sum_t da_t x_t^T    du = sum_t da_t h_{t-1}^T    db = sum_t da_t
///
///     x: [L, D]   w (weight_ih_l0): [H, D]   u (weight_hh_l0): [H, H]   b (bias): [H]   a, h, y: [L, H]
///
/// (Elman, 1990.) PyTorch's RNN(D, H, batch_first=True); it has two biases, whose sum is b. Carries h;
/// backward stops at the step's beginning. Options: `relu` in place of tanh, `two_biases` (bias_ih_l0,
/// bias_hh_l0: [H] in place of b, all of PyTorch's names and shapes), `no_bias`, `init<xavier>` for w and u.
/// Keeps x and y. Refused: E41 (no sequence), E09, E25, E26.
template <int H = 0, class... Options>
struct rnn : rnn_layer<H, Options...> {
    template <class Visit>
    static constexpr void settings(Visit&& visit) {
        rnn_layer<H, Options...>::settings(visit);
        visit("relu", has_option<relu, Options...>);
    }
};

}  // namespace strata
