// SPDX-License-Identifier: MIT
#pragma once
/// Sliding windows that do not fit.
#include <strata/errors/place.hpp>
#include <strata/shape/codes.hpp>
#include <strata/shape/types.hpp>
#include <strata/shape/window.hpp>

namespace strata {

struct E01_output_not_whole {
    template <class Where, class Got, class Rule, class Repairs>
    static constexpr void write(sentence& s) {
        rule(s, Rule{});
        s << " is not a whole number; ";
        strata::write<Repairs>(s);
        s << " and leaves the far edge out";
    }

private:
    template <along Axis, int W, int F, int Before, int After, int S>
    static constexpr void rule(sentence& s, window_rule<Axis, W, F, Before, After, S>) {
        strata::write<window_rule<Axis, W, F, Before, After, S>>(s);
        s << " = ";
        s.fraction(W - F + Before + After + S, S);
    }
};

struct E02_window_larger_than_input {
    template <class Where, class Got, class Rule, class Repairs>
    static constexpr void write(sentence& s) {
        rule(s, Rule{});
        s << (std::is_same_v<Repairs, write_instead<>> ? "" : "; as output extent, ");
        strata::write<Repairs>(s);
    }

private:
    template <along Axis, int W, int F, int Before, int After, int S>
    static constexpr void rule(sentence& s, window_rule<Axis, W, F, Before, After, S>) {
        write_axis(s, Axis);
        s << " a window that spans " << F << " places does not fit into ";
        if (Before == After)
            s << "W + 2P = " << W << " + 2*" << Before;
        else
            s << "W + P1 + P2 = " << W << " + " << Before << " + " << After;
        s << " = " << W + Before + After << "; write one that spans at most " << W + Before + After;
    }
};

struct E06_padding_not_below_window {
    template <class Where, class Got, class Pad, class Window, class Repairs>
    static constexpr void write(sentence& s) {
        strata::write<Pad>(s);
        s << " is more than half of a window of ";
        tell(s, Window{});
        s << (std::is_same_v<Repairs, write_instead<>> ? "" : "; ");
        strata::write<Repairs>(s);
    }

private:
    template <along Axis, int W, int F, int Before, int After, int S>
    static constexpr void tell(sentence& s, window_rule<Axis, W, F, Before, After, S>) {
        s << F << " ";
        write_axis(s, Axis);
        s << ": some windows would see nothing but padding; write at most " << F / 2 << " on a side";
    }
};

struct E17_same_needs_an_odd_window {
    template <class Where, class Got, class Window>
    static constexpr void write(sentence& s) {
        tell(s, Window{});
    }

private:
    template <along Axis, int W, int F, int Before, int After, int S>
    static constexpr void tell(sentence& s, window_rule<Axis, W, F, Before, After, S>) {
        s << "same puts D (F - 1)/2 zeros on each side, which is " << Before << ".5 ";
        write_axis(s, Axis);
        s << "; write a window of odd size, or same_upper, which puts the odd zero behind";
    }
};

struct E37_transposed_output_does_not_fit {
    template <class Where, class Got, class Option, class Against>
    static constexpr void write(sentence& s) {
        tell(s, Option{}, Against{});
    }

private:
    template <int... A, along Axis, int H, int F, int Before, int After, int S, int More>
    static constexpr void tell(sentence& s, output_pad<A...>,
                               transposed_rule<Axis, H, F, Before, After, S, More>) {
        word<output_pad<A...>>::write(s);
        s << " is not below the stride " << S << " ";
        write_axis(s, Axis);
        s << ": it says which of the sizes is meant that differ by less than a step; write at most " << S - 1;
    }
    template <int... P, along Axis, int H, int F, int Before, int After, int S, int A>
    static constexpr void tell(sentence& s, pad<P...>, transposed_rule<Axis, H, F, Before, After, S, A>) {
        constexpr int whole = (H - 1) * S + F + A;
        word<pad<P...>>::write(s);
        s << " takes ";
        if (Before == After)
            s << Before << " places away on each side";
        else
            s << Before << " and " << After << " places away";
        s << " of the output ";
        write_axis(s, Axis);
        s << ", and there would be (H - 1) S + D (F - 1) + 1 + A = " << whole << "; write at most "
          << (whole - 1) / 2 << " on a side";
    }
};

struct E66_numbers_and_axes_differ {
    template <class Where, class Got, class Option, class X>
    static constexpr void write(sentence& s) {
        tell(s, Option{}, Sequence<X>);
    }

private:
    template <int Rows, int Columns>
    static constexpr void tell(sentence& s, stated_size<Rows, Columns>, bool) {
        s << "window<" << Rows << ", " << Columns << "> has two numbers, and a sequence has one axis; write "
          << (Rows == 1 ? Columns : Rows);
    }
    template <int... P>
    static constexpr void tell(sentence& s, pad<P...>, bool sequence) {
        count(s, type_holder<pad<P...>>{}, sizeof...(P));
        s << (sequence ? "over a sequence write one for both sides or two, before and after"
                       : "over an image write one for all sides, two for rows and columns, or four for top, "
                         "bottom, left and right");
    }
    template <template <int...> class Option, int... N>
    static constexpr void tell(sentence& s, Option<N...>, bool sequence) {
        count(s, type_holder<Option<N...>>{}, sizeof...(N));
        s << (sequence ? "over a sequence write one"
                       : "over an image write one for both axes or two, rows and columns");
    }
    template <class Option>
    static constexpr void count(sentence& s, type_holder<Option>, std::size_t n) {
        write_type<Option>(s);
        s << " has " << static_cast<int>(n) << (n == 1 ? " number; " : " numbers; ");
    }
};

}  // namespace strata
