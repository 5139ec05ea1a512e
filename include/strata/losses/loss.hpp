// SPDX-License-Identifier: MIT
#pragma once
/// What a loss is: a type with
///
///     label                                    the element type of the targets: `int` for classes
///     decision<Y>                              Y, or a `refused<...>` that says why outputs of shape Y cannot be taken
///     apply<Y>(n, y, t, dy) -> double          the mean loss over n samples; leaves its gradient in dy
///     correct<Y>(n, y, t) -> long              how many of them are right, where a prediction can be
#include <strata/error.hpp>
#include <strata/shape/codes.hpp>
#include <strata/shape/shape.hpp>
#include <strata/shape/shape_error.hpp>

namespace strata {

template <class L>
concept Loss = requires { typename L::label; };

/// Stands in for a loss that was refused, so that the refusal is the only thing that is said.
struct no_loss {
    using label = int;
    template <Shape Y>
    using decision = Y;
    template <Shape Y, class T>
    static double apply(int, const T*, const int*, T*) {
        return 0;
    }
    template <Shape Y, class T>
    static long correct(int, const T*, const int*) {
        return 0;
    }
};

}  // namespace strata
