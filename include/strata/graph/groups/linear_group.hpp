// SPDX-License-Identifier: MIT
#pragma once
#include <strata/kernels/pointwise.hpp>
#include <strata/kernels/pooling/max_pooling.hpp>
#include <strata/layer/companions.hpp>
#include <strata/layer/layer.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// The pooling behind a convolution, as its kernel takes it: its extents over A, or null.
template <class Pool>
struct pooling_behind {
    template <Shape A>
    static constexpr pooling_extents extents = Pool::template extents<A>();
    template <Shape A>
    static constexpr const pooling_extents* over = &extents<A>;
    /// Places of its output; 0 where there is no pooling.
    template <Shape A>
    static constexpr int64 pooled = places<typename Pool::template output<A>>;
    template <Shape A>
    using output = typename Pool::template output<A>;
};
template <>
struct pooling_behind<void> {
    template <Shape A>
    static constexpr const pooling_extents* over = nullptr;
    template <Shape A>
    static constexpr int64 pooled = 0;
    template <Shape A>
    using output = A;
};

/// Convolution or dense layer, activation, max pooling; in inference a convolution, a sum with a shortcut,
/// activation.
template <class Linear, class Act, class Pool>
struct linear_group : layer {
    template <Shape X>
    using product = typename Linear::template output<X>;
    template <Shape X>
    static constexpr const pooling_extents* pool = pooling_behind<Pool>::template over<product<X>>;

    template <Shape X, Shape...>
    using output = typename pooling_behind<Pool>::template output<product<X>>;
    template <Shape X, Shape...>
    using parameters = typename Linear::template parameters<X>;

    template <class Phase, class T, Shape X, Shape...>
    static constexpr memory needs() {
        memory m =
            Linear::template needs_with<Phase, T, X>(pooling_behind<Pool>::template pooled<product<X>>);
        m.y_in_backward = Phase::backward && !std::is_same_v<Act, identity_map>;
        return m;
    }
    template <class Phase, class T, Shape X, Shape...>
    static void prepare(const prepare_args<T>& a) {
        Linear::template prepare<Phase, T, X>(a);
    }
    template <class Phase, class T, Shape X, Shape... Shortcut>
    static void forward(const forward_args<T>& a) {
        const T* const shortcut = sizeof...(Shortcut) == 0 ? nullptr : a.inputs[sizeof...(Shortcut)];
        Linear::template forward_with<Phase, T, X, Act>(a, {.pool = pool<X>, .shortcut = shortcut});
    }
    template <class T, Shape X>
    static void backward(const backward_args<T>& a) {
        Linear::template backward_with<T, X, Act>(a, {.pool = pool<X>});
    }
};

}  // namespace strata::inline STRATA_TARGET
