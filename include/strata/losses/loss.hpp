// SPDX-License-Identifier: MIT
#pragma once
/// What a loss is: a type with
///
///     label                                    the element type of the targets: `int` for classes, `void` for the network's own type
///     target<Y>                                the shape of one sample's target, for outputs of shape Y
///     apply<Y>(n, y, t, dy) -> double          the mean loss over n samples; leaves its gradient in dy
///
/// and, where a prediction is right or wrong, `correct<Y>(n, y, t) -> long`.
#include <strata/error.hpp>
#include <strata/kernels/simd.hpp>
#include <strata/shape/shape.hpp>

namespace strata {

template <class L>
concept Loss = requires { typename L::label; };

}  // namespace strata
