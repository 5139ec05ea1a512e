// SPDX-License-Identifier: MIT
#pragma once
/// Lengths of the sequences of random inputs.
#include <algorithm>
#include <cmath>

#include <strata/layer/lengths.hpp>

namespace strata::test {

/// For sequences of L places n = 1 + (100 |x[0, 0]|, rounded) mod L, so that random inputs will do.
struct lengths_of_x : layer {
    template <Shape X>
    using output = shape<1>;
    template <class Phase, class T, Shape X>
    static void forward(const forward_args<T>& a) {
        for (long i = 0; i < a.n; ++i)
            a.y[i] = 1 + std::fmod(std::round(100 * std::abs(a.x()[i * X::size])), T(places<X>));
    }
    template <class T, Shape X>
    static void backward(const backward_args<T>& a) {
        if (a.dx() && !a.add_dx()) std::fill_n(a.dx(), a.n * X::size, T(0));
    }
};

}  // namespace strata::test
