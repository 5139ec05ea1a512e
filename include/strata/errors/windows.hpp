// SPDX-License-Identifier: MIT
#pragma once
/// Sliding windows that do not fit.
#include <strata/errors/place.hpp>
#include <strata/shape/codes.hpp>
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
    template <int W, int F, int P, int S>
    static constexpr void rule(sentence& s, window_rule<W, F, P, S>) {
        strata::write<window_rule<W, F, P, S>>(s);
        s << " = ";
        s.fraction(W - F + 2 * P + S, S);
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
    template <int W, int F, int P, int S>
    static constexpr void rule(sentence& s, window_rule<W, F, P, S>) {
        s << "a window that spans " << F << " places does not fit into W + 2P = " << W << " + 2*" << P
          << " = " << W + 2 * P << "; write one that spans at most " << W + 2 * P;
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
    template <int W, int F, int P, int S>
    static constexpr void tell(sentence& s, window_rule<W, F, P, S>) {
        s << F << ": some windows would see nothing but padding; write at most pad<" << F / 2 << ">";
    }
};

struct E17_same_needs_an_odd_window {
    template <class Where, class Got, class Window>
    static constexpr void write(sentence& s) {
        tell(s, Window{});
    }

private:
    template <int W, int F, int P, int S>
    static constexpr void tell(sentence& s, window_rule<W, F, P, S>) {
        s << "same puts (F - 1)/2 zeros on each side, which is " << F / 2 - (F % 2 == 0 ? 1 : 0)
          << ".5 for a window of " << F << "; write a window of " << F - 1 << " or " << F + 1;
    }
};

struct E37_transposed_output_does_not_fit {
    template <class Where, class Got, class Option, class Against>
    static constexpr void write(sentence& s) {
        tell(s, Option{}, Against{});
    }

private:
    template <int A, int S>
    static constexpr void tell(sentence& s, output_pad<A>, stride<S>) {
        s << "output_pad<" << A << "> is not below the stride, " << S
          << ": it says which of the sizes is meant that differ by less than a step; write at most "
             "output_pad<"
          << S - 1 << ">";
    }
    template <int P, int H, int F, int S, int A>
    static constexpr void tell(sentence& s, pad<P>, transposed_rule<H, F, P, S, A>) {
        constexpr int whole = (H - 1) * S + F + A;
        s << "pad<" << P << "> takes " << P
          << " places away on each side of the output, and there would be (H - 1) S + D (F - 1) + 1 + A = "
          << whole << "; write at most pad<" << (whole - 1) / 2 << ">";
    }
};

}  // namespace strata
