// SPDX-License-Identifier: MIT
#pragma once
#include <strata/layers/joins.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// A sum and an activation.
template <class Act>
struct sum_group : layer {
    template <Shape X, Shape...>
    using output = X;

    template <class Phase, class T, Shape... X>
    static constexpr memory needs() {
        memory m;
        m.y_in_backward = Phase::backward;
        return m;
    }
    template <class Phase, class T, Shape... X>
    static void forward(const forward_args<T>& a) {
        add::template forward_with<Act, T, X...>(a);
    }
    template <class T, Shape... X>
    static void backward(const backward_args<T>& a) {
        add::template backward_with<Act, T, X...>(a);
    }
};

}  // namespace strata::inline STRATA_TARGET
