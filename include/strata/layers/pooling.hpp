// SPDX-License-Identifier: MIT
#pragma once
/// What max and average pooling share: the window's numbers and when it is refused.
#include <strata/kernels/pooling.hpp>
#include <strata/layers/layer.hpp>
#include <strata/layers/options.hpp>

namespace strata {

/// F x F windows, S apart (S = F unless `stride<S>` is said), with `pad<P>` and `round_down`.
template <int F, class... Options>
struct pooling_window {
    template <Image X>
    static constexpr pooling_extents extents() {
        pooling_extents e{channels<X>, height<X>, width<X>, F, F, 1, 0};
        e.S = option_value<stride, Options...>::or_else(F);
        e.P = option_value<pad, Options...>::or_else(0);
        return e;
    }

private:
    template <class X>
    struct shape_rule {
        using type = refused<E04_layer_needs_an_image>;
    };
    template <Image X>
    struct shape_rule<X> {
        static constexpr auto decide() {
            constexpr pooling_extents e = extents<X>();
            constexpr bool positive = F > 0 && e.S > 0 && e.P >= 0;
            constexpr bool whole = positive && e.rows().whole() && e.columns().whole();
            if constexpr (!positive)
                return refused<E09_size_not_positive>{};
            else if constexpr (2 * e.P > F)
                return refused<E06_padding_not_below_window, pad<e.P>, got<window_rule<e.H, F, e.P, e.S>>>{};
            else if constexpr (!e.rows().fits() || !e.columns().fits())
                return refused<E02_window_larger_than_input, window_rule<e.H, F, e.P, e.S>>{};
            else if constexpr (!whole && !has_option<round_down, Options...>)
                return refused<E01_output_not_whole, window_rule<e.rows().whole() ? e.W : e.H, F, e.P, e.S>>{};
            else
                return shape<e.C, e.OH(), e.OW()>{};
        }
        using type = decltype(decide());
    };

public:
    template <Shape X>
    using output = typename shape_rule<X>::type;
};

}  // namespace strata
