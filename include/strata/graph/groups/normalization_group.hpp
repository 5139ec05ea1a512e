// SPDX-License-Identifier: MIT
#pragma once
#include <strata/kernels/pointwise.hpp>
#include <strata/layer/companions.hpp>
#include <strata/layer/layer.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// A normalization and an activation.
template <class Norm, class Act>
struct normalization_group : layer {
    template <Shape X>
    using output = X;
    template <Shape X>
    using parameters = typename Norm::template parameters<X>;

    template <class Phase, class T, Shape X>
    static constexpr memory needs() {
        memory m = Norm::template needs<Phase, T, X>();
        m.y_in_backward = Phase::backward && !std::is_same_v<Act, identity_map>;
        return m;
    }
    template <class Phase, class T, Shape X>
    static void forward(const forward_args<T>& a) {
        Norm::template forward_with<Phase, T, X, Act>(a, {});
    }
    template <class T, Shape X>
    static void backward(const backward_args<T>& a) {
        Norm::template backward_with<T, X, Act>(a, {});
    }
};

/// Batch normalization, the sum with a shortcut, and an activation.
template <class Norm, class Act>
struct normalization_sum_group : layer {
    template <Shape X, Shape>
    using output = X;
    template <Shape X, Shape>
    using parameters = typename Norm::template parameters<X>;

    template <class Phase, class T, Shape X, Shape>
    static constexpr memory needs() {
        return normalization_group<Norm, Act>::template needs<Phase, T, X>();
    }
    template <class Phase, class T, Shape X, Shape>
    static void forward(const forward_args<T>& a) {
        Norm::template forward_with<Phase, T, X, Act>(a, {.shortcut = a.inputs[1]});
    }
    template <class T, Shape X, Shape>
    static void backward(const backward_args<T>& a) {
        Norm::template backward_with<T, X, Act>(
            a, {.summed = true, .dshortcut = a.input_gradients[1], .add_dshortcut = a.adds[1]});
    }
};

}  // namespace strata::inline STRATA_TARGET
