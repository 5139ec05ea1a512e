// SPDX-License-Identifier: MIT
#pragma once
/// What max and average pooling share: the window's numbers and when it is refused.
#include <strata/kernels/pooling/pooling_windows.hpp>
#include <strata/layer/each_sample.hpp>
#include <strata/layer/options.hpp>
#include <strata/shape/repair.hpp>

namespace strata {

/// What a pooling layer can be told.
using pooling_options = expected<stride<1>, pad<1>, round_down, round_up>;
/// F x F windows, S apart (S = F unless `stride<S>` is said), with `pad<P>`, and `round_down` or `round_up`.
template <int F, class... Options>
struct pooling_window {
private:
    static constexpr int S = option_value<stride, Options...>::or_else(F);
    static constexpr int P = option_value<pad, Options...>::or_else(0);

public:
    template <Image X>
    static constexpr pooling_extents extents() {
        pooling_extents e{channels<X>, height<X>, width<X>, F, F, S, P};
        e.up = has_option<round_up, Options...>;
        return e;
    }

private:
    using wrong_option =
        typename first_wrong_option<about_stride | about_padding | about_rounding | about_rounding_up, 0,
                                    Options...>::type;

    template <class X>
    struct shape_rule {
        using type = refused<E04_layer_needs_an_image>;
    };
    template <Image X>
    struct shape_rule<X> {
        static constexpr auto decide() {
            constexpr pooling_extents e = extents<X>();
            constexpr bool positive = F > 0 && e.S > 0 && e.P >= 0;
            if constexpr (!std::is_void_v<wrong_option> || has_option<same, Options...>)
                return typename option_refusal<
                    std::conditional_t<has_option<same, Options...>, unknown_option<same>, wrong_option>,
                    pooling_options>::type{};
            else if constexpr (!positive)
                return refused<E09_size_not_positive>{};
            else if constexpr (F >= most_in_window || e.S >= most_in_window || e.P >= most_in_window)
                return refused<E45_too_large>{};
            else if constexpr (2 * e.P > F)
                return refused<E06_padding_not_below_window, pad<e.P>, window_rule<e.H, F, e.P, e.S>,
                               typename padding_repair<window_pair{e.rows(), e.columns()}, F / 2>::type>{};
            else
                return window_decision<e, window_pair{e.rows(), e.columns()}>();
        }
        template <pooling_extents e, window_pair w>
        static constexpr auto window_decision() {
            constexpr bool by_row = !w.rows.fits() || (w.columns.fits() && !w.rows.whole());
            using rule = window_rule<by_row ? e.H : e.W, F, e.P, e.S>;
            if constexpr (!w.rows.fits() || !w.columns.fits())
                return refused<E02_window_larger_than_input, rule, typename window_repairs<w, F / 2>::type>{};
            else if constexpr (!w.works() && !has_option<round_down, Options...> && !e.up)
                return refused<E01_output_not_whole, rule, typename whole_repairs<w, F / 2>::type>{};
            else
                return shape<e.C, e.OH(), e.OW()>{};
        }
        using type = decltype(decide());
    };

public:
    template <Shape X>
    using output = typename shape_rule<X>::type;

    template <class Visit>
    static constexpr void settings(Visit&& visit) {
        visit("window", F);
        visit("stride", S);
        visit("padding", P);
        visit("round_down", has_option<round_down, Options...>);
        visit("round_up", has_option<round_up, Options...>);
    }
};

}  // namespace strata
