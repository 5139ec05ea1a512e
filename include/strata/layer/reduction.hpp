// SPDX-License-Identifier: MIT
#pragma once
/// What layers share that make one number of many: the sum or the largest over places, pixels or channels.
#include <strata/kernels/reductions.hpp>
#include <strata/layer/each_sample.hpp>
#include <strata/shape/window.hpp>

namespace strata {

/// The places of a sequence become one: a vector of its features.
struct over_places {
    static constexpr bool keeps_channels = true;
    template <class X>
    struct shape_rule {
        using type = refused<E41_layer_needs_a_sequence>;
    };
    template <int L, int D>
    struct shape_rule<shape<L, D>> {
        using type = shape<D>;
    };
};
/// The pixels of an image become one.
struct over_pixels {
    static constexpr bool keeps_channels = true;
    template <class X>
    struct shape_rule {
        using type = refused<E04_layer_needs_an_image>;
    };
    template <int C, int H, int W>
    struct shape_rule<shape<C, H, W>> {
        using type = shape<C, 1, 1>;
    };
};
/// The channels of each place become one.
struct over_channels {
    static constexpr bool keeps_channels = false;
    template <Shape X>
    struct shape_rule {
        using type = with_channels<X, 1>;
    };
};

/// The sum over an axis, or the mean. Keeps nothing.
template <class Over, bool Mean>
struct sum_over : layer {
    template <Shape X>
    using output = typename Over::template shape_rule<X>::type;
    template <Shape X>
    requires(Over::keeps_channels) static constexpr everything_before seen{};

    template <class Phase, class T, Shape X>
    static void forward(const forward_args<T>& a) {
        forward_each<X, output<X>>(a, [](const T* x, T* y, int) {
            if constexpr (Over::keeps_channels)
                sum_to_row(x, places<X>, channels<X>, share<T, X>, y);
            else
                sum_to_column(x, places<X>, channels<X>, share<T, X>, y);
        });
    }
    template <class T, Shape X>
    static void backward(const backward_args<T>& a) {
        backward_each<X, output<X>>(a, [&](const T* dy, T* dx, int) {
            if constexpr (Over::keeps_channels)
                spread_of_row(dy, places<X>, channels<X>, share<T, X>, dx, a.add_dx());
            else
                spread_of_column(dy, places<X>, channels<X>, share<T, X>, dx, a.add_dx());
        });
    }

private:
    /// What each number counts.
    template <class T, Shape X>
    static constexpr T share = Mean ? T(1) / T(X::size / output<X>::size) : T(1);
};

/// The largest over an axis. Keeps where it was.
template <class Over>
struct max_over : layer {
    template <Shape X>
    using output = typename Over::template shape_rule<X>::type;
    template <Shape X>
    requires(Over::keeps_channels) static constexpr everything_before seen{};

    template <class Phase, class T, Shape X>
    static constexpr memory needs() {
        memory m;
        if constexpr (Phase::backward) m.kept_per_sample = output<X>::size * int64(sizeof(std::int32_t));
        return m;
    }
    template <class Phase, class T, Shape X>
    static void forward(const forward_args<T>& a) {
        forward_each<X, output<X>>(a, [&](const T* x, T* y, int sample) {
            std::int32_t* const at = Phase::backward ? places_of<X>(a, sample) : nullptr;
            if constexpr (Over::keeps_channels)
                max_to_row(x, places<X>, channels<X>, y, at);
            else
                max_to_column(x, places<X>, channels<X>, y, at);
        });
    }
    template <class T, Shape X>
    static void backward(const backward_args<T>& a) {
        backward_each_added<X, output<X>>(a, [&](const T* dy, T* dx, int sample) {
            const std::int32_t* const at = places_of<X>(a, sample);
            for (int64 i = 0; i < output<X>::size; ++i)
                dx[Over::keeps_channels ? at[i] * int64{channels<X>} + i : i * channels<X> + at[i]] += dy[i];
        });
    }

private:
    template <Shape X, class T>
    static std::int32_t* places_of(const pass_args<T>& a, int sample) {
        return reinterpret_cast<std::int32_t*>(a.kept_per_sample) + sample * output<X>::size;
    }
};

}  // namespace strata
