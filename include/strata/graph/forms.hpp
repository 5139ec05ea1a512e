// SPDX-License-Identifier: MIT
#pragma once
/// The forms that a network is built from. Each is an empty type; `resolve` gives them their meaning.
#include <strata/shape/text.hpp>

namespace strata {

/// Parts one after the other; none at all is the identity.
template <class... Parts>
struct chain {};

/// y = body(x) + x, or body(x) + shortcut(x) where the body changes the shape (He and others, 2015).
template <class Body, class Shortcut = void>
struct residual {};

/// All branches read x; their outputs stand one behind the other, channel by channel.
template <class... Branches>
struct concat {};

/// All branches read x; their outputs are added.
template <class... Branches>
struct sum {};

/// All branches read x; their outputs are multiplied, number by number. An axis of 1 stands for all of the
/// others': a gate, and squeeze-and-excitation:
///
///     multiply<chain<>, chain<global_average_pool, conv<4, 1>, relu, conv<16, 1>, sigmoid>>
template <class... Branches>
struct multiply {};

/// All branches read x; of their outputs the largest, or the smallest, number by number. An axis of 1 stands
/// for all of the others'.
template <class... Branches>
struct maximum {};
template <class... Branches>
struct minimum {};

/// All branches read x; each is an output of the network. The last of a net.
template <class... Branches>
struct heads {};

/// The same part N times, each with parameters of its own.
template <int N, class Part>
struct repeat {};

/// A part that can be reached from outside: its parameters are called `Name.weight` instead of by their
/// place.
template <text Name, class Part>
struct named {};

/// Names the value at this place, so that `from` and `with` can read it again. Computes nothing; the value
/// lives as long as somebody reads it.
template <text Name>
struct tap {};

/// Parts that begin at the value of a tap instead of the one before: a branch of `concat`, `sum` or `heads`.
///
///     concat<from<"fine">, chain<>>         the tapped value, and the one before, channel behind channel: a U-Net's skip
///     heads<dense<10>, from<"middle", flatten, dense<10>>>          a second head halfway
template <text Name, class... Parts>
struct from {};

/// A layer of two inputs that reads the value before and that of a tap: `with<"before", max_unpool<2>>`.
template <text Name, class Layer>
struct with {};

/// A part whose parameters the update rule does not move. What lies before it learns through it all the same;
/// where nothing does, no gradient is computed.
template <class Part>
struct frozen {};

/// A part that stands in several places with one set of parameters, called `Name.weight` wherever they are;
/// the gradients of its places are added.
template <text Name, class Part>
struct shared {};

}  // namespace strata
