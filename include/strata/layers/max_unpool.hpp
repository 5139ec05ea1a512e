// SPDX-License-Identifier: MIT
#pragma once
#include <strata/kernels/parallel.hpp>
#include <strata/kernels/pooling/unpooling.hpp>
#include <strata/layer/pooling.hpp>

namespace strata {

/// Undoes a max pooling: each number goes back to the place that won its window, with zeros around.
///
///     forward     y[c, S oy + fy - P, S ox + fx - P] += x[c, oy, ox]      fy, fx: the tap that wins this window of `before`
///     backward    dx[c, oy, ox] = dy at that place      d before = 0: the choice of a place has no slope
///
///     x: [C, OH, OW]   before: [C, H, W], the input of the pooling   y: [C, H, W]     OH as in `max_pool`, which
///     takes sequences as well
///
/// (Zeiler and Fergus, "Visualizing and understanding convolutional networks", 2014, section 2.1; Noh, Hong,
/// Han, 2015.) `before` is the value of a tap: `tap<"before">, max_pool<2>, ..., with<"before",
/// max_unpool<2>>`. Options: those of the pooling. PyTorch's MaxUnpool2d, given the places of MaxPool2d;
/// where windows overlap and a place wins several, their numbers are added, of which PyTorch keeps one. Keeps
/// which tap won. Refused: E36 (x is not what the pooling makes of `before`, or `before` is missing), and
/// what `max_pool` refuses of `before`.
template <auto F = 0, class... Options>
requires WindowSize<decltype(F)>
struct max_unpool : layer {
private:
    using pooling = max_pooling_window<F, Options...>;
    static constexpr bool is_small = int64{pooling::size.rows} * pooling::size.columns <= 255;
    using index = std::conditional_t<is_small, std::uint8_t, std::int32_t>;

    template <class... X>
    struct shape_rule {
        using type = refused<E36_unpooling_does_not_fit>;
    };
    template <class X, class Before>
    struct shape_rule<X, Before> {
        using pooled = typename pooling::template output<Before>;
        using type =
            std::conditional_t<is_refused<pooled>, pooled,
                               std::conditional_t<std::is_same_v<pooled, X>, Before,
                                                  refused<E36_unpooling_does_not_fit, expected<pooled>>>>;
    };

public:
    template <Shape... X>
    using output = typename shape_rule<X...>::type;
    template <Shape X, Shape Before>
    static constexpr auto seen = [] {
        constexpr window_pair w = pooling::template over<Before>();
        return enlargement_pair{{1, w.rows.S}, {1, w.columns.S}};
    }();

    template <class Visit>
    static constexpr void settings(Visit&& visit) {
        pooling::settings(visit);
    }

    template <class Phase, class T, Shape X, Shape Before>
    static constexpr memory needs() {
        memory m;
        m.scratch_per_thread = (X::size + slack_elements) * int64(sizeof(T));
        (Phase::backward ? m.kept_per_sample : m.scratch_per_sample) = X::size * int64(sizeof(index));
        return m;
    }
    template <class Phase, class T, Shape X, Shape Before>
    static void forward(const forward_args<T>& a) {
        constexpr pooling_extents e = pooling::template extents<Before>();
        parallel_for(a.n, a.threads, [&](int sample, int thread) {
            T* pooled = reinterpret_cast<T*>(a.scratch_per_thread) + thread * (X::size + slack_elements);
            index* argmax =
                reinterpret_cast<index*>(Phase::backward ? a.kept_per_sample : a.scratch_per_sample) +
                sample * X::size;
            max_pool_forward(e, a.inputs[1] + sample * Before::size, pooled, argmax);
            T* y = a.y + sample * Before::size;
            std::memset(y, 0, Before::size * sizeof(T));
            const T* x = a.x() + sample * X::size;
            max_pool_backward<T>(e, argmax, y, int64(e.W()) * e.C,
                                 [&](int64 i, auto lanes) { return lanes.load(x + i); });
        });
    }
    template <class T, Shape X, Shape Before>
    static void backward(const backward_args<T>& a) {
        if (T* none = a.input_gradients[1]; none && !a.adds[1])
            std::memset(none, 0, static_cast<std::size_t>(a.n) * Before::size * sizeof(T));
        T* const dx = a.dx();
        if (!dx) return;
        parallel_for(a.n, a.threads, [&](int sample, int) {
            max_unpool_backward(pooling::template extents<Before>(),
                                reinterpret_cast<const index*>(a.kept_per_sample) + sample * X::size,
                                a.dy + sample * Before::size, dx + sample * X::size, a.add_dx());
        });
    }
};

}  // namespace strata
