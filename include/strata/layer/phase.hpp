// SPDX-License-Identifier: MIT
#pragma once
/// What a run is told: how layers behave, and apart from that which gradients are wanted.
///
///     training                             phase<learning, of_parameters>: dropout draws, batch_norm measures
///     inference                            phase<answering>
///     phase<learning, of_parameters_in_turn>  the same, one layer's gradients at a time
///     phase<answering, of_inputs>          the gradient with respect to the picture, of a network that stays as it is
///     phase<learning, of_inputs>           through a discriminator whose parameters stay
///     phase<answering, of<"features">>     the gradient at a tap or an input of that name
///     phase<answering, watch<"features">>  the tap's value alone, to look at
#include <strata/shape/text.hpp>
#include <type_traits>

namespace strata {

/// Layers behave as they learn: what draws draws, what measures measures.
struct learning {};
/// Layers behave as they answer.
struct answering {};

/// Wanted: the gradients of all parameters that are not `frozen`.
struct of_parameters {};
/// Wanted: the same, layer after layer: who takes them uses each layer's before those of the next are there,
/// so that there is room for no more.
struct of_parameters_in_turn {};
/// Wanted: the gradients of all inputs that are not whole numbers.
struct of_inputs {};
/// Wanted: the gradient of the tap or the input of this name, and its value.
template <text Name>
struct of {};
/// Wanted: the value of the tap of this name, after `forward`.
template <text Name>
struct watch {};

template <class W>
inline constexpr bool is_gradient = std::is_same_v<W, of_parameters> ||
                                    std::is_same_v<W, of_parameters_in_turn> || std::is_same_v<W, of_inputs>;
template <text Name>
inline constexpr bool is_gradient<of<Name>> = true;

/// How a run behaves and what it computes. A layer's passes see the first two constants alone.
template <class Behaviour, class... Wanted>
struct phase {
    static constexpr bool learns = std::is_same_v<Behaviour, learning>;
    static constexpr bool backward = (is_gradient<Wanted> || ...);  ///< whether a backward pass follows

    static constexpr bool in_turn = (std::is_same_v<Wanted, of_parameters_in_turn> || ...);
    static constexpr bool wants_parameters = in_turn || (std::is_same_v<Wanted, of_parameters> || ...);
    static constexpr bool wants_inputs = (std::is_same_v<Wanted, of_inputs> || ...);
};

using training = phase<learning, of_parameters>;
using inference = phase<answering>;
/// Training in which the gradients of the inputs are computed as well.
using input_gradients = phase<learning, of_parameters, of_inputs>;

/// What a layer is told of a phase: runs that want other gradients of it share its functions.
template <class Phase>
using layer_phase =
    std::conditional_t<Phase::learns, std::conditional_t<Phase::backward, training, phase<learning>>,
                       std::conditional_t<Phase::backward, phase<answering, of_parameters>, inference>>;

}  // namespace strata
