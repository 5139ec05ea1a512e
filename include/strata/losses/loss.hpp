// SPDX-License-Identifier: MIT
#pragma once
/// What a loss is: a type with
///
///     label                                    the element type of the targets: `int` for classes
///     decision<Y>                              Y, or a `refused<...>` that says why outputs of shape Y cannot be taken
///     apply<Y>(n, y, t, dy, threads) -> double the mean loss over n samples; leaves its gradient in dy;
///                                              y and dy are buffers: `slack_elements` longer than their contents
///     correct<Y>(n, y, t, threads) -> int64     how many of the labels are right, where a prediction can be
///     check_labels<Y>(n, t, what)              where there is one: throws where a label cannot be, and names `what` it is
///                                              of and its number
///     labels<Y>                                the extents of one sample's labels, `shape<>` (one label) unless stated
#include <strata/error.hpp>
#include <strata/shape/codes.hpp>
#include <strata/shape/shape.hpp>
#include <strata/shape/shape_error.hpp>
#include <string>

namespace strata {

template <class L>
concept Loss = requires { typename L::label; };

/// The extents of one sample's labels for a loss over outputs of shape Y: `shape<>` for one label a sample.
template <class L, Shape Y>
struct label_shape_of {
    using type = shape<>;
};
template <class L, Shape Y>
    requires requires { typename L::template labels<Y>; }
struct label_shape_of<L, Y> {
    using type = typename L::template labels<Y>;
};
template <class L, Shape Y>
using label_shape = typename label_shape_of<L, Y>::type;

/// Throws: the label of what is called `name` is not one of `classes`.
[[noreturn, gnu::cold]] inline void refuse_label(const std::string& name, int64 classes, int label) {
    throw_error({.problem = "the label is out of range", .name = name, .expected = "0 to " + std::to_string(classes - 1), .found = std::to_string(label)});
}

/// Stands in for a loss that was refused, so that the refusal is the only thing that is said.
struct no_loss {
    using label = int;
    template <Shape Y>
    using decision = Y;
    template <Shape Y, class T>
    static double apply(int, const T*, const int*, T*, int) {
        return 0;
    }
    template <Shape Y, class T>
    static int64 correct(int, const T*, const int*, int) {
        return 0;
    }
};

}  // namespace strata
