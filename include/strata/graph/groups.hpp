// SPDX-License-Identifier: MIT
#pragma once
/// The layers that groups of layers turn into. Each is a layer like any other: nothing after `fuse` knows the
/// difference.
#include <strata/kernels/pooling/max_pooling.hpp>
#include <strata/layer/pointwise_layer.hpp>
#include <strata/layers/batch_norm.hpp>
#include <strata/layers/joins.hpp>
#include <strata/shape/types.hpp>
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
    static constexpr std::nullptr_t over = nullptr;
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
    static constexpr auto pool = pooling_behind<Pool>::template over<product<X>>;

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
        if constexpr (sizeof...(Shortcut) == 0)
            Linear::template forward_with<Phase, T, X, Act>(a, pool<X>);
        else
            Linear::template forward_with<Phase, T, X, Act>(a, pool<X>, a.inputs[1]);
    }
    template <class T, Shape X>
    static void backward(const backward_args<T>& a) {
        Linear::template backward_with<T, X, Act>(a, pool<X>);
    }
};

template <class List>
struct first_of;
template <class First, class... Rest>
struct first_of<parameter_list<First, Rest...>> {
    using type = First;
};
template <class List>
using first_parameter = typename first_of<List>::type;

/// Convolution or dense layer with the normalization behind it folded into its weights (inference alone):
/// w' = w scale, b' = b scale + shift, where normalization is y = z scale + shift. Folded once, when it is
/// prepared. A sum with a shortcut may follow.
template <class Linear, class Norm, class Act, class Pool>
struct folded_group : layer {
    using folded = linear_group<typename Linear::biased_form, Act, Pool>;
    template <Shape X>
    using product = typename Linear::template output<X>;
    template <Shape X>
    using linear_parameters = typename Linear::template parameters<X>;
    template <Shape X>
    using weight = first_parameter<linear_parameters<X>>;

    template <Shape X, Shape...>
    using output = typename folded::template output<X>;
    template <Shape X, Shape...>
    using parameters =
        joined_parameters<linear_parameters<X>, typename Norm::template parameters<product<X>>>;

    template <class Phase, class T, Shape X, Shape...>
    static constexpr memory needs() {
        memory m = folded::template needs<Phase, T, X>();
        m.prepared += folded_elements<X> * int64(sizeof(T));
        return m;
    }
    template <class Phase, class T, Shape X, Shape...>
    static void prepare(const prepare_args<T>& a) {
        constexpr int C = channels<product<X>>;
        const folded_parameters<X, T> made(a.prepared);
        T *w = made.w[0], *b = made.w[1], *scale = b + rounded(C + slack_elements),
          *shift = scale + rounded(C + slack_elements);
        Norm::running_fold(a.w + linear_parameters<X>::size, C, scale, shift);
        // the outputs are the innermost axis of a linear layer's weights
        for (int64 row = 0; row < weight<X>::size; row += C)
            for (int c = 0; c < C; ++c) w[row + c] = a.w[0][row + c] * scale[c];
        for (int c = 0; c < C; ++c)
            b[c] = shift[c] + (linear_parameters<X>::size > 1 ? a.w[1][c] * scale[c] : T(0));
        folded::template prepare<Phase, T, X>({a.threads, made.w, made.behind});
    }
    template <class Phase, class T, Shape X, Shape... Shortcut>
    static void forward(const forward_args<T>& a) {
        const folded_parameters<X, T> made(a.prepared);
        forward_args<T> inner = a;
        inner.w = made.w;
        inner.prepared = made.behind;
        folded::template forward<Phase, T, X, Shortcut...>(inner);
    }

private:
    template <Shape X>
    static constexpr int64 folded_elements = rounded(weight<X>::size + slack_elements) +
                                             3 * rounded(channels<product<X>> + slack_elements);

    /// w' and b' in what was prepared, and what is prepared of them.
    template <Shape X, class T>
    struct folded_parameters {
        T* w[2];
        std::byte* behind;

        explicit folded_parameters(std::byte* prepared)
            : w{reinterpret_cast<T*>(prepared),
                reinterpret_cast<T*>(prepared) + rounded(weight<X>::size + slack_elements)},
              behind(prepared + folded_elements<X> * int64(sizeof(T))) {}
    };
};

/// Rows of a table and what goes along them place by place, whose product with its input is one with the
/// table (training alone).
template <class Lookup, class Recurrence>
struct lookup_group : layer {
    template <Shape X>
    using rows = typename Lookup::template output<X>;
    template <Shape X>
    using output = typename Recurrence::template output<rows<X>>;
    template <Shape X>
    using parameters = joined_parameters<typename Lookup::template parameters<X>,
                                         typename Recurrence::template parameters<rows<X>>>;

    template <class Phase, class T, Shape X>
    static constexpr memory needs() {
        return Recurrence::template needs_of_lookup<T, rows<X>>(Lookup::table_rows);
    }
    template <class Phase, class T, Shape X>
    static void forward(const forward_args<T>& a) {
        Lookup::template check_numbers<X>(a);
        Recurrence::template forward_of_lookup<T, rows<X>>(a, Lookup::table_rows);
    }
    template <class T, Shape X>
    static void backward(const backward_args<T>& a) {
        Recurrence::template backward_of_lookup<T, rows<X>>(a, Lookup::table_rows);
        Lookup::template no_input_gradient<X>(a);
    }
};

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
        Norm::template forward_with<Phase, T, X, Act>(a, nullptr);
    }
    template <class T, Shape X>
    static void backward(const backward_args<T>& a) {
        Norm::template backward_with<T, X, Act>(a, false, nullptr, false);
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
        Norm::template forward_with<Phase, T, X, Act>(a, a.inputs[1]);
    }
    template <class T, Shape X, Shape>
    static void backward(const backward_args<T>& a) {
        Norm::template backward_with<T, X, Act>(a, true, a.input_gradients[1], a.adds[1]);
    }
};

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

/// Activations one behind the other. What lies between them is computed again in backward, in registers; the
/// last one's slope is told by y.
template <class First, class... Rest>
struct activation_group : layer {
    template <Shape X>
    using output = X;

    template <class Phase, class T, Shape X>
    static constexpr memory needs() {
        memory m;
        m.x_in_backward = m.y_in_backward = Phase::backward;
        return m;
    }
    template <class Phase, class T, Shape X>
    static void forward(const forward_args<T>& a) {
        map_values(a.x(), a.y, a.n * X::size, a.threads,
                   [](const simd<T>& x) { return value<First, Rest...>(x); });
    }
    template <class T, Shape X>
    static void backward(const backward_args<T>& a) {
        const T *x = a.x(), *y = a.y;
        gradient_sweep<T>(a.dy, a.dx(), a.add_dx(), a.n * X::size, a.threads, [=](int64 i, auto lanes) {
            return slope<First, Rest...>(lanes.load(x + i), lanes.load(y + i));
        });
    }

private:
    template <class Map, class... Maps, class B>
    static B value(const B& x) {
        if constexpr (sizeof...(Maps) == 0)
            return Map::value(x);
        else
            return value<Maps...>(Map::value(x));
    }
    /// y: what comes out of the last map.
    template <class Map, class... Maps, class B>
    static B slope(const B& x, const B& y) {
        if constexpr (sizeof...(Maps) == 0) {
            return Map::slope(y);
        } else {
            const B between = Map::value(x);
            return Map::slope(between) * slope<Maps...>(between, y);
        }
    }
};

}  // namespace strata::inline STRATA_TARGET
