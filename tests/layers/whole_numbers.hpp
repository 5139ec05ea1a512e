// SPDX-License-Identifier: MIT
#pragma once
/// Random inputs of a network that begins with a lookup.
#include <algorithm>
#include <cmath>

#include <strata/layer/layer.hpp>

namespace strata::test {

/// Whole numbers from 0 to V - 1 of any numbers: y = floor(100 |x|) mod V, so that random inputs will do.
template <int V>
struct whole_numbers : layer {
    template <Shape X>
    using output = X;
    template <class Phase, class T, Shape X>
    static void forward(const forward_args<T>& a) {
        for (long i = 0; i < a.n * X::size; ++i)
            a.y[i] = std::fmod(std::floor(100 * std::abs(a.x()[i])), T(V));
    }
    template <class T, Shape X>
    static void backward(const backward_args<T>& a) {
        if (a.dx()) std::copy_n(a.dy, a.n * X::size, a.dx());
    }
};

}  // namespace strata::test
