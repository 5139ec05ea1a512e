// SPDX-License-Identifier: MIT
#pragma once
/// What max and average pooling share: the windows' numbers and when they are refused.
#include <strata/kernels/pooling/pooling_windows.hpp>
#include <strata/layer/each_sample.hpp>
#include <strata/layer/windows.hpp>

namespace strata {

/// What poolings can be told.
using max_pooling_options = expected<stride<1>, pad<1>, same, same_upper, dilation<1>, round_down, round_up>;
using average_pooling_options =
    expected<stride<1>, pad<1>, same, same_upper, padding_not_counted, round_down, round_up>;
inline constexpr unsigned pooling_topics =
    about_stride | about_padding | about_same | about_rounding | about_rounding_up;

/// Windows of F taps along each axis, S = F apart unless `stride<S>` is said. Known, KnownOptions: what this
/// pooling can be told.
template <unsigned Known, class KnownOptions, auto F, class... Options>
struct pooling_window {
private:
    using windows = stated_windows<F, Options...>;

public:
    static constexpr window_size size = windows::size;

    template <class X>
    static constexpr window_pair over() {
        return windows::template over<X>(size);
    }
    template <Shape X>
    static constexpr pooling_extents extents() {
        const window_pair w = over<X>();
        return {channels<X>, w.rows, w.columns, has_option<padding_not_counted, Options...>};
    }

private:
    /// Whether some window would see nothing but padding.
    static constexpr bool too_wide(const window_axis& a) {
        return 2 * std::max(a.before, a.after) > a.span();
    }

    template <class X>
    struct shape_rule {
        static constexpr auto decide() {
            using mistake = decltype(windows::template mistake<X, Known, KnownOptions>());
            if constexpr (!std::is_same_v<mistake, types<>>)
                return mistake{};
            else
                return fit<over<X>()>();
        }
        template <window_pair w>
        static constexpr auto fit() {
            constexpr int rows = w.rows.span() / 2, columns = w.columns.span() / 2;
            constexpr bool by_row = too_wide(w.rows), wide = by_row || too_wide(w.columns);
            if constexpr (wide)
                return refused<E06_padding_not_below_window, typename stated_option<pad, Options...>::type,
                               typename told_rule<X, w, by_row>::type,
                               typename window_repairs<Sequence<X>, bare<w>, rows, columns>::padding>{};
            else
                return windows_decision<X, w, channels<X>, windows::has_to_be_whole, rows, columns>();
        }
        /// The windows without what is too much, from which a padding that works is looked for.
        template <window_pair w>
        static constexpr window_pair bare{Sequence<X> ? w.rows : with_padding(w.rows, w.rows.span() / 2 + 1),
                                          with_padding(w.columns, w.columns.span() / 2 + 1)};
        using type = decltype(decide());
    };

public:
    template <Shape X>
    using output = typename shape_rule<X>::type;

    template <class Visit>
    static constexpr void settings(Visit&& visit) {
        windows::settings(visit, size);
        visit("round_down", has_option<round_down, Options...>);
        visit("round_up", has_option<round_up, Options...>);
        if constexpr ((Known & about_dilation) != 0) windows::dilation_settings(visit);
        if constexpr ((Known & about_counting) != 0)
            visit("padding_counted", !has_option<padding_not_counted, Options...>);
    }
};

template <auto F, class... Options>
using max_pooling_window =
    pooling_window<pooling_topics | about_dilation, max_pooling_options, F, Options...>;
template <auto F, class... Options>
using average_pooling_window =
    pooling_window<pooling_topics | about_counting, average_pooling_options, F, Options...>;

}  // namespace strata
