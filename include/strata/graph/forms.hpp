// SPDX-License-Identifier: MIT
#pragma once
/// The forms that a network is built from. Each is an empty type; `resolve` gives them their meaning.
#include <strata/shape/text.hpp>

namespace strata {

/// Parts one after the other.
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

/// All branches read x; each is an output of the network. The last of a net.
template <class... Branches>
struct heads {};

/// The same part N times, each with parameters of its own.
template <int N, class Part>
struct repeat {};

/// A part that can be reached from outside: its parameters are called `Name.weight` instead of by their place.
template <text Name, class Part>
struct named {};

}  // namespace strata
