// SPDX-License-Identifier: MIT
#pragma once
/// The layers that several branches meet in. The forms `sum`, `residual` and `concat` put them into a
/// network.
#include <strata/kernels/images/beside.hpp>
#include <strata/kernels/pointwise.hpp>
#include <strata/layer/layer.hpp>

namespace strata {

/// The first axis, but for one that may differ (or none, -1), in which shapes differ from X.
template <int MayDiffer, Shape X, Shape... Rest>
inline constexpr int first_different_axis = [] {
    int axis = X::rank;
    auto compare = [&]<class Y>(std::type_identity<Y>) {
        for (int i = 0; i < X::rank && i < Y::rank; ++i)
            if (i != MayDiffer &&
                X::extents[static_cast<std::size_t>(i)] != Y::extents[static_cast<std::size_t>(i)] &&
                i < axis)
                axis = i;
    };
    (compare(std::type_identity<Rest>{}), ...);
    return axis;
}();
template <int MayDiffer, Shape X, Shape... Rest>
using first_difference =
    std::conditional_t<((X::rank == Rest::rank) && ...),
                       differ_in<X, first_different_axis<MayDiffer, X, Rest...>>, differ_in_rank>;

/// The sum of its inputs.
///
///     forward     y = x1 + x2 + ...      backward    dx1 = dx2 = ... = dy
///
/// All of one shape; else E07.
struct add : layer {
    static constexpr fusion role = fusion::addition;
    template <class X, class... Rest>
    struct shape_rule {
        using type =
            std::conditional_t<(std::is_same_v<X, Rest> && ...), X,
                               refused<E07_branches_of_unequal_shape, first_difference<-1, X, Rest...>>>;
    };
    template <Shape... X>
    using output = typename shape_rule<X...>::type;

    template <class Phase, class T, Shape... X>
    static void forward(const forward_args<T>& a) {
        forward_with<identity_map, T, X...>(a);
    }
    template <class T, Shape... X>
    static void backward(const backward_args<T>& a) {
        backward_with<identity_map, T, X...>(a);
    }

    /// The same with an activation behind it.
    template <class Act, class T, Shape X, Shape... Rest>
    static void forward_with(const forward_args<T>& a) {
        parallel_sweep<T>(a.n * X::size, a.threads, [&](int64 i, auto lanes) {
            simd<T> sum = lanes.load(a.inputs[0] + i);
            for (std::size_t k = 1; k <= sizeof...(Rest); ++k) sum += lanes.load(a.inputs[k] + i);
            lanes.store(a.y + i, Act::value(sum));
        });
    }
    template <class Act, class T, Shape X, Shape... Rest>
    static void backward_with(const backward_args<T>& a) {
        parallel_sweep<T>(a.n * X::size, a.threads, [&](int64 i, auto lanes) {
            const simd<T> g = lanes.load(a.dy + i) * Act::slope(lanes.load(a.y + i));
            for (std::size_t k = 0; k <= sizeof...(Rest); ++k)
                if (T* dx = a.input_gradients[k]) store_or_add(lanes, dx + i, g, a.adds[k]);
        });
    }
};

/// Its inputs one behind the other, channel by channel.
///
///     forward     y[(x1's channels, x2's channels, ...), h, w]      backward    each dx is its part of dy
///
/// All extents but the channels are the same; else E08.
struct concatenation : layer {
    template <class X, class... Rest>
    struct shape_rule {
        using type =
            refused<E08_branches_differ_beyond_channels, first_difference<Sequence<X> ? 1 : 0, X, Rest...>>;
    };
    template <class X, class... Rest>
    requires(std::is_same_v<with_channels<X, 1>, with_channels<Rest, 1>>&&...) struct shape_rule<X, Rest...> {
        using type = sized_with_channels<X, (int64{channels<X>} + ... + channels<Rest>)>;
    };
    template <Shape... X>
    using output = typename shape_rule<X...>::type;

    template <class Phase, class T, Shape... X>
    static void forward(const forward_args<T>& a) {
        constexpr int64 in_channel = places<output<X...>>;
        parallel_for(a.n, a.threads, [&](int sample, int) {
            std::size_t k = 0;
            const T* const x[] = {a.inputs[k++] + sample * X::size...};
            put_beside<channels<X>...>(x, a.y + sample * output<X...>::size, in_channel);
        });
    }
    template <class T, Shape... X>
    static void backward(const backward_args<T>& a) {
        constexpr int64 in_channel = places<output<X...>>;
        parallel_for(a.n, a.threads, [&](int sample, int) {
            std::size_t k = 0;
            const auto of_sample = [&](T* dx, int64 size) { return dx ? dx + sample * size : nullptr; };
            T* const dx[] = {of_sample(a.input_gradients[k++], X::size)...};
            take_apart<channels<X>...>(a.dy + sample * output<X...>::size, dx, a.adds, in_channel);
        });
    }
};

}  // namespace strata
