// SPDX-License-Identifier: MIT
#pragma once
/// What a layer with windows is told, along each axis, and when it is refused: convolution and pooling share
/// it.
#include <algorithm>
#include <array>
#include <strata/layer/options.hpp>
#include <strata/shape/repair.hpp>
#include <strata/shape/sentence.hpp>
#include <strata/shape/shape.hpp>
#include <strata/shape/sized.hpp>
#include <strata/shape/window.hpp>
#include <string_view>

namespace strata {

/// A layer's name where its window is no number: compilers write that in several ways.
template <template <int, auto, class...> class Form, int K, window_size F, class... Options>
struct spelled<Form<K, F, Options...>> {
    static constexpr void write(sentence& s) {
        write_until<Form<K, F, Options...>>(s, '<');
        s << "<" << K << ", window<" << F.rows << ", " << F.columns << ">";
        ((s << ", ", spelled<Options>::write(s)), ...);
        s << ">";
    }
};
template <template <auto, class...> class Form, window_size F, class... Options>
struct spelled<Form<F, Options...>> {
    static constexpr void write(sentence& s) {
        write_until<Form<F, Options...>>(s, '<');
        s << "<window<" << F.rows << ", " << F.columns << ">";
        ((s << ", ", spelled<Options>::write(s)), ...);
        s << ">";
    }
};

/// The numbers of an option of one to four, `pad<0, 3>` say; none where it is not said.
struct stated_numbers {
    int count = 0;
    std::array<int, 4> n{};

    /// The number along an axis, 0 for rows and 1 for columns, where one or two are said.
    [[nodiscard]] constexpr int along_axis(int axis, int otherwise) const {
        return count == 0 ? otherwise : n[count == 1 ? 0 : static_cast<std::size_t>(axis)];
    }
    /// The zeros on a side: 0 to 3 for the top, bottom, left and right.
    [[nodiscard]] constexpr int on_side(int side) const {
        return n[static_cast<std::size_t>(count == 4 ? side : count == 2 ? side / 2 : 0)];
    }
    /// Whether all are at least `least`, and whether all are below `most_in_window`.
    [[nodiscard]] constexpr bool at_least(int least) const {
        return std::all_of(n.begin(), n.begin() + count, [least](int i) { return i >= least; });
    }
    [[nodiscard]] constexpr bool fit() const {
        return std::all_of(n.begin(), n.begin() + count, [](int i) { return i < most_in_window; });
    }
};

/// `Option<...>` as it is said, or void.
template <template <int...> class Option, class... Options>
struct stated_option {
    using type = void;
};
template <template <int...> class Option, int... N, class... Rest>
struct stated_option<Option, Option<N...>, Rest...> {
    using type = Option<N...>;
};
template <template <int...> class Option, class First, class... Rest>
struct stated_option<Option, First, Rest...> : stated_option<Option, Rest...> {};

/// Its numbers; none of more than four, which `wrong_count` refuses.
template <class Option>
inline constexpr stated_numbers numbers_said{};
template <template <int...> class Option, int... N>
requires(sizeof...(N) <= 4) inline constexpr stated_numbers numbers_said<Option<N...>>{sizeof...(N), {N...}};
template <template <int...> class Option, class... Options>
inline constexpr stated_numbers option_numbers =
    numbers_said<typename stated_option<Option, Options...>::type>;

/// The first option that has more numbers than the input has axes or sides, or void.
template <bool Sequence, class... Options>
struct wrong_count {
    using type = void;
};
template <bool Sequence, class Option, int Count>
inline constexpr bool is_countable = Count == 1 || (Count == 2 && !Sequence);
template <bool Sequence, int Count, int... N>
inline constexpr bool is_countable<Sequence, pad<N...>, Count> = Count == 1 || Count == 2 ||
                                                                 (Count == 4 && !Sequence);
template <bool Sequence, template <int...> class Option, int... N, class... Rest>
struct wrong_count<Sequence, Option<N...>, Rest...>
    : std::conditional_t<is_countable<Sequence, Option<N...>, static_cast<int>(sizeof...(N))>,
                         wrong_count<Sequence, Rest...>, type_holder<Option<N...>>> {};
template <bool Sequence, class First, class... Rest>
struct wrong_count<Sequence, First, Rest...> : wrong_count<Sequence, Rest...> {};

/// Which axis a sentence is about: both where they are alike, else that of the rows where ByRow.
template <class X, window_pair w, bool ByRow>
inline constexpr along axis_told = Sequence<X>           ? along::length
                                   : w.rows == w.columns ? along::both
                                   : ByRow               ? along::height
                                                         : along::width;
/// The rule along that axis.
template <class X, window_pair w, bool ByRow>
struct told_rule {
    static constexpr window_axis a = ByRow ? w.rows : w.columns;
    using type = window_rule<axis_told<X, w, ByRow>, a.W, a.span(), a.before, a.after, a.S>;
};

/// The windows of a layer: taps, and what the options say of stride, padding and dilation.
template <auto F, class... Options>
requires WindowSize<decltype(F)>
struct stated_windows {
    static constexpr window_size size = window_of(F);
    static constexpr bool is_square = std::integral<decltype(F)>;
    static constexpr stated_numbers strides = option_numbers<stride, Options...>,
                                    zeros = option_numbers<pad, Options...>,
                                    dilations = option_numbers<dilation, Options...>;

    /// Whether sizes, strides and dilations are at least 1, and paddings at least 0.
    static constexpr bool positive = size.rows > 0 && size.columns > 0 &&
                                     strides.at_least(1) && dilations.at_least(1) && zeros.at_least(0);
    static constexpr bool too_large = size.rows >= most_in_window || size.columns >= most_in_window ||
                                      !strides.fit() || !zeros.fit() || !dilations.fit();
    /// Whether (W - F + 2P) / S has to be whole: no option says how it is rounded.
    static constexpr bool has_to_be_whole = !has_option<round_down, Options...> &&
                                            !has_option<round_up, Options...> &&
                                            !has_option<same_upper, Options...>;

    /// The window along an axis of W places, 0 for rows and 1 for columns; over a sequence it is told as
    /// columns are, and `pad<before, after>`. Apart: the strides unless stated.
    static constexpr window_axis axis(int i, int W, bool sequence, window_size apart) {
        window_axis w{.W = W, .F = i == 0 ? size.rows : size.columns};
        w.S = strides.along_axis(i, i == 0 ? apart.rows : apart.columns);
        w.D = dilations.along_axis(i, 1);
        w.before = sequence && zeros.count == 2 ? zeros.n[0] : zeros.on_side(2 * i);
        w.after = sequence && zeros.count == 2 ? zeros.n[1] : zeros.on_side(2 * i + 1);
        if (has_option<same, Options...>) {
            w.before = (w.span() - 1) / 2;
            w.after = w.span() - 1 - w.before;
        }
        if (has_option<same_upper, Options...>) {
            const int wanted = ((w.W - 1) / w.S) * w.S + w.span() - w.W, total = wanted < 0 ? 0 : wanted;
            w.before = total / 2;
            w.after = total - w.before;
        }
        if (has_option<causal, Options...>) {
            w.before = w.span() - 1;
            w.after = 0;
        }
        w.up = has_option<round_up, Options...>;
        return w;
    }
    /// The windows over X: of a sequence in one row.
    template <class X>
    requires(Image<X> || Sequence<X>) static constexpr window_pair over(window_size apart) {
        if constexpr (Sequence<X>)
            return {{}, axis(1, X::extents[0], true, apart)};
        else
            return {axis(0, height<X>, false, apart), axis(1, width<X>, false, apart)};
    }

    /// What is wrong with what is said over X, or `types<>`. Known: the topics of the layer's options, which
    /// KnownOptions lists.
    template <class X, unsigned Known, class KnownOptions>
    static constexpr auto mistake() {
        using wrong_option = typename first_wrong_option<Known, 0, Options...>::type;
        using miscounted = typename wrong_count<Sequence<X>, Options...>::type;
        if constexpr (!std::is_void_v<wrong_option>)
            return typename option_refusal<wrong_option, KnownOptions>::type{};
        else if constexpr (has_option<causal, Options...> &&
                           ((topic_of<Options> & about_padding) | ... | 0U) != 0)
            return typename option_refusal<repeated_option<causal>, KnownOptions>::type{};
        else if constexpr (!Image<X> && !Sequence<X>)
            return refused<E04_layer_needs_an_image>{};
        else if constexpr (Sequence<X> && !is_square)
            return refused<E66_numbers_and_axes_differ, stated_size<size.rows, size.columns>, X>{};
        else if constexpr (!std::is_void_v<miscounted>)
            return refused<E66_numbers_and_axes_differ, miscounted, X>{};
        else if constexpr (!Sequence<X> && has_option<causal, Options...>)
            return refused<E41_layer_needs_a_sequence>{};
        else if constexpr (!positive)
            return refused<E09_size_not_positive>{};
        else if constexpr (too_large)
            return refused<E45_too_large>{};
        else
            return uneven_same<X, over<X>(window<1>)>();
    }

    /// The numbers, by name: one where the axes or sides are alike, else each. Apart: the strides unless
    /// stated.
    template <class Visit>
    static constexpr void settings(Visit&& visit, window_size apart) {
        visit_axes(visit, "window", "window_rows", "window_columns", size.rows, size.columns);
        constexpr int W = 1;
        const window_axis r = axis(0, W, false, apart), c = axis(1, W, false, apart);
        visit_axes(visit, "stride", "stride_rows", "stride_columns", r.S, c.S);
        if constexpr (has_option<same_upper, Options...>) {
            visit("same_upper", true);
        } else if (r.before == r.after && r.before == c.before && c.before == c.after) {
            visit("padding", r.before);
        } else {
            visit("padding_top", r.before), visit("padding_bottom", r.after);
            visit("padding_left", c.before), visit("padding_right", c.after);
        }
    }
    template <class Visit>
    static constexpr void dilation_settings(Visit&& visit) {
        visit_axes(visit, "dilation", "dilation_rows", "dilation_columns", dilations.along_axis(0, 1),
                   dilations.along_axis(1, 1));
    }

private:
    template <class Visit>
    static constexpr void visit_axes(Visit&& visit, std::string_view both, std::string_view rows,
                                     std::string_view columns, int r, int c) {
        if (r == c)
            visit(both, r);
        else
            visit(rows, r), visit(columns, c);
    }
    template <class X, window_pair w>
    static constexpr auto uneven_same() {
        if constexpr (has_option<same, Options...> && !(w.rows.symmetric() && w.columns.symmetric()))
            return refused<E17_same_needs_an_odd_window,
                           typename told_rule<X, w, !w.rows.symmetric()>::type>{};
        else
            return types<>{};
    }
};

/// The output of windows w over X: `Channels` channels, or the refusal of what does not fit (E02) or is not
/// whole and has to be (E01). Repairs have at most MostRows and MostColumns zeros on a side.
template <class X, window_pair w, int Channels, bool HasToBeWhole, int MostRows, int MostColumns>
constexpr auto windows_decision() {
    constexpr bool fits = w.rows.fits() && w.columns.fits();
    constexpr bool by_row = !w.rows.fits() || (w.columns.fits() && !w.rows.whole());
    using rule = typename told_rule<X, w, by_row>::type;
    if constexpr (!fits)
        return refused<E02_window_larger_than_input, rule,
                       typename window_repairs<Sequence<X>, w, MostRows, MostColumns>::type>{};
    else if constexpr (!w.works() && HasToBeWhole)
        return refused<E01_output_not_whole, rule,
                       typename whole_repairs<Sequence<X>, w, MostRows, MostColumns>::type>{};
    else if constexpr (Sequence<X>)
        return shape<w.columns.output(), Channels>{};
    else
        return shape<Channels, w.rows.output(), w.columns.output()>{};
}

/// What windows of a layer see, for receptive fields: of an image along both axes, of a sequence along its
/// only one.
template <class X>
constexpr auto seen_by(const window_pair& w) {
    if constexpr (Sequence<X>)
        return w.columns;
    else
        return w;
}

}  // namespace strata
