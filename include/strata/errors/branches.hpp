// SPDX-License-Identifier: MIT
#pragma once
/// Branches that do not meet.
#include <strata/errors/place.hpp>
#include <strata/shape/codes.hpp>
#include <strata/shape/types.hpp>

namespace strata {

/// "axis 0 (channels): 16 and 6"
template <int Axis>
struct word<differ_in_axis<Axis>> {
    static constexpr void write(sentence& s) {
        s << "axis " << Axis << (Axis == 0 ? " (channels)" : Axis == 1 ? " (height)" : " (width)");
    }
};

template <int Axis>
struct word<differ_in_sequence_axis<Axis>> {
    static constexpr void write(sentence& s) {
        s << "axis " << Axis << (Axis == 0 ? " (places)" : " (features)");
    }
};

template <>
struct word<differ_in_rank> {
    static constexpr void write(sentence& s) { s << "how many axes they have"; }
};

template <class L>
struct word<shortcut_of<L>> {
    static constexpr void write(sentence& s) {
        s << "residual<body, ";
        write_type<L>(s);
        s << ">, a shortcut that fits";
    }
};

template <class Axis>
inline constexpr bool of_sequences = false;
template <int Axis>
inline constexpr bool of_sequences<differ_in_sequence_axis<Axis>> = true;

/// Whether a place ends in a residual, whose body comes first.
template <class Where>
inline constexpr bool is_residual = false;
template <class Step>
inline constexpr bool is_residual<form_at<in_residual, Step>> = true;
template <class... Places>
inline constexpr bool is_residual<inside<Places...>> =
    is_residual<type_at<types<Places...>, sizeof...(Places) - 1>>;

struct E07_branches_of_unequal_shape {
    template <class Where, class Got, class Axis, class... Instead>
    static constexpr void write(sentence& s) {
        s << "what is added must have one shape, and these"
          << (is_residual<Where> ? ", of the body and of the shortcut," : "") << " differ in ";
        strata::write<Axis>(s);
        if constexpr ((std::is_same_v<Instead, expected<>> && ...) && std::is_same_v<Axis, differ_in_rank>)
            s << "; let all of them end in images or all of them in vectors (flatten, dense<N>)";
        else if constexpr ((std::is_same_v<Instead, expected<>> && ...) && of_sequences<Axis>)
            s << "; let them end in as many features (dense<D>) at as many places";
        else if constexpr ((std::is_same_v<Instead, expected<>> && ...))
            s << "; let them end in equally many filters, with the same strides and with padding that keeps "
                 "the extent (same)";
        else
            ((s << "; write ", strata::write<Instead>(s)), ...);
    }
};

struct E08_branches_differ_beyond_channels {
    template <class Where, class Got, class Axis>
    static constexpr void write(sentence& s) {
        s << "branches that stand one behind the other may differ in their channels alone, and these differ "
             "in ";
        strata::write<Axis>(s);
        s << (std::is_same_v<Axis, differ_in_rank>
                  ? "; let all of them end in images or all of them in vectors (flatten, dense<N>)"
              : of_sequences<Axis> ? "; give them as many places"
                                   : "; give them the same strides, and padding that keeps the extent "
                                     "(same), or end the larger one in crop<H, W>");
    }
};

struct E16_nothing_after_heads {
    template <class Where, class Got>
    static constexpr void write(sentence& s) {
        s << "heads<...> makes several values, which no layer and no form can read; let heads be the last "
             "part of the net, "
             "and put what should follow into each of its branches";
    }
};

struct E27_form_without_parts {
    template <class Where, class Got>
    static constexpr void write(sentence& s) {
        s << "a form needs at least one part: concat<branch...>, sum<branch...>, multiply<branch...>, "
             "heads<branch...>, repeat<N, part> with N > 0";
    }
};

/// "`fine`, `coarse`"
template <text... Names>
struct word<tap_names<Names...>> {
    static constexpr void write(sentence& s) {
        bool first = true;
        ((s << (first ? "`" : ", `") << Names.view() << "`", first = false), ...);
    }
};

struct E38_no_tap_of_this_name {
    template <class Where, class Got, class Name, class Names>
    static constexpr void write(sentence& s) {
        s << "no value before this place is called ";
        strata::write<Name>(s);
        if constexpr (std::is_same_v<Names, tap_names<>>) {
            s << ", and no tap stands before it; put a tap<`name`> behind the layer whose output is meant";
        } else {
            s << "; there are ";
            strata::write<Names>(s);
        }
    }
};

struct E61_branches_do_not_broadcast {
    template <class Where, class Got, class Axis>
    static constexpr void write(sentence& s) {
        s << "what meets number by number must have equal extents on each axis, or 1, which stands for all, "
             "and these differ in ";
        strata::write<Axis>(s);
        s << (std::is_same_v<Axis, differ_in_rank> ? "; let all of them end in images (a global_average_pool "
                                                     "makes shape<C, 1, 1>) or all of them in vectors"
              : of_sequences<Axis>                 ? "; give them as many, or let one end in 1"
              : std::is_same_v<Axis, differ_in_axis<0>>
                  ? "; give them as many filters, or let one end in conv<1, 1>, a weight for each place"
                  : "; give them the same extent (same), or let one end in global_average_pool, a weight for "
                    "each channel");
    }
};

}  // namespace strata
