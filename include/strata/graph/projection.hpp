// SPDX-License-Identifier: MIT
#pragma once
/// The shortcut that fits a residual whose body changes the shape.
#include <strata/graph/forms.hpp>
#include <strata/layers/convolution.hpp>
#include <strata/layers/dense.hpp>
#include <strata/shape/shape_error.hpp>

namespace strata {

/// The shortcut that would fit: `write_instead<residual<..., conv<K, 1, stride<S>>>>` in short.
template <Shape X, Shape Y>
struct projection_of {
    using type = expected<>;
};
template <Image X, Image Y>
requires((height<X> - 1) / ((height<X> + height<Y> - 1) / height<Y>)+1 == height<Y> &&
         (width<X> - 1) / ((height<X> + height<Y> - 1) / height<Y>)+1 ==
             width<Y>) struct projection_of<X, Y> {
    static constexpr int S = (height<X> + height<Y> - 1) / height<Y>;
    static constexpr bool whole = window_axis{height<X>, 1, S}.whole() && window_axis{width<X>, 1, S}.whole();
    using type =
        shortcut_of<std::conditional_t<S == 1, conv<channels<Y>, 1>,
                                       std::conditional_t<whole, conv<channels<Y>, 1, stride<S>>,
                                                          conv<channels<Y>, 1, stride<S>, round_down>>>>;
};
template <Vector X, Vector Y>
struct projection_of<X, Y> {
    using type = shortcut_of<dense<channels<Y>>>;
};
template <Image X, Vector Y>
struct projection_of<X, Y> {
    using type = shortcut_of<chain<struct flatten, dense<channels<Y>>>>;
};
template <Shape X, Shape Y>
using projection = typename projection_of<X, Y>::type;

}  // namespace strata
