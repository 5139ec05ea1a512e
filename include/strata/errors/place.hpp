// SPDX-License-Identifier: MIT
#pragma once
/// The words of an error, written out: places, shapes, repairs.
#include <strata/shape/path.hpp>
#include <strata/shape/sentence.hpp>
#include <strata/shape/shape.hpp>
#include <strata/shape/shape_error.hpp>

namespace strata {

/// How one word of an error is written. The default is its own spelling.
template <class Word>
struct word {
    static constexpr void write(sentence& s) { write_type<Word>(s); }
};

/// "layer 3, conv<16, 3>"
template <int Index, class L>
struct word<at_layer<Index, L>> {
    static constexpr void write(sentence& s) {
        s << "layer " << Index << ", ";
        write_type<L>(s);
    }
};
/// "`stem`, conv<16, 3>"
template <text Name, class L>
struct word<named_part<Name, L>> {
    static constexpr void write(sentence& s) {
        s << "`" << Name.view() << "`, ";
        write_type<L>(s);
    }
};
/// "residual at 4, its body, layer 2, conv<16, 3>"
template <class First, class... Rest>
struct word<inside<First, Rest...>> {
    static constexpr void write(sentence& s) {
        word<First>::write(s);
        ((s << ", ", word<Rest>::write(s)), ...);
    }
};
template <class Form, class Step>
struct word<form_at<Form, Step>> {
    static constexpr void write(sentence& s) {
        s << Form::word << " ";
        word<Step>::write(s);
    }
};
template <class Form>
struct word<form_at<Form, in_body>> {
    static constexpr void write(sentence& s) { s << "its body, " << Form::word; }
};
template <class Form>
struct word<form_at<Form, in_shortcut>> {
    static constexpr void write(sentence& s) { s << "its shortcut, " << Form::word; }
};
template <class Form, int Index>
struct word<form_at<Form, in_branch<Index>>> {
    static constexpr void write(sentence& s) { s << "branch " << Index << ", " << Form::word; }
};
template <class Form, int Index>
struct word<form_at<Form, in_copy<Index>>> {
    static constexpr void write(sentence& s) { s << "copy " << Index << ", " << Form::word; }
};
template <int Index>
struct word<in_branch<Index>> {
    static constexpr void write(sentence& s) { s << "branch " << Index; }
};
template <int Index>
struct word<in_copy<Index>> {
    static constexpr void write(sentence& s) { s << "copy " << Index; }
};
template <int Index>
struct word<index_step<Index>> {
    static constexpr void write(sentence& s) { s << "at " << Index; }
};
template <int Number>
struct word<called_by_number<Number>> {
    static constexpr void write(sentence& s) { s << "`" << Number << "`"; }
};
template <text Name>
struct word<name_step<Name>> {
    static constexpr void write(sentence& s) { s << "`" << Name.view() << "`"; }
};
template <>
struct word<empty_net> {
    static constexpr void write(sentence& s) { s << "net<>"; }
};
template <>
struct word<whole_list> {
    static constexpr void write(sentence& s) { s << "the net"; }
};
template <FormStep Form>
struct word<Form> {
    static constexpr void write(sentence& s) { s << Form::word; }
};
template <>
struct word<in_body> {
    static constexpr void write(sentence& s) { s << "its body"; }
};
template <>
struct word<in_shortcut> {
    static constexpr void write(sentence& s) { s << "its shortcut"; }
};

/// "shape<6, 7, 7> and shape<3, 7, 7>"
template <class... S>
struct word<got<S...>> {
    static constexpr void write(sentence& s) {
        bool first = true;
        ((s << (first ? "" : " and "), word<S>::write(s), first = false), ...);
    }
};
/// "flatten, dense<10>"
template <class... What>
struct word<expected<What...>> {
    static constexpr void write(sentence& s) {
        bool first = true;
        ((s << (first ? "" : ", "), write_type<What>(s), first = false), ...);
    }
};
/// "pad<1> gives 3, stride<2> gives 3"
template <class... Repairs>
struct word<write_instead<Repairs...>> {
    static constexpr void write(sentence& s) {
        bool first = true;
        ((s << (first ? "" : ", "), word<Repairs>::write(s), first = false), ...);
    }
};
template <class Repair, int Extent>
struct word<gives<Repair, Extent>> {
    static constexpr void write(sentence& s) {
        write_type<Repair>(s);
        s << " gives " << Extent;
    }
};
template <class Repair, int H, int W>
struct word<gives<Repair, H, W>> {
    static constexpr void write(sentence& s) {
        write_type<Repair>(s);
        s << " gives " << H << " x " << W;
    }
};
/// "along the height"
constexpr void write_axis(sentence& s, along axis) {
    s << "along "
      << (axis == along::height  ? "the height"
          : axis == along::width ? "the width"
          : axis == along::both  ? "both axes"
                                 : "the length");
}
/// "along both axes (W - F + 2P)/S + 1 = (7 - 3 + 2*0)/3 + 1"
template <along Axis, int W, int F, int Before, int After, int S>
struct word<window_rule<Axis, W, F, Before, After, S>> {
    static constexpr void write(sentence& s) {
        write_axis(s, Axis);
        s << " (W - F + " << (Before == After ? "2P" : "P1 + P2") << ")/S + 1 = (" << W << " - " << F
          << " + ";
        if (Before == After)
            s << "2*" << Before;
        else
            s << Before << " + " << After;
        s << ")/" << S << " + 1";
    }
};

template <class Word>
constexpr void write(sentence& s) {
    word<Word>::write(s);
}

}  // namespace strata
