// SPDX-License-Identifier: MIT
#pragma once
/// Lists that are no network.
#include <strata/errors/place.hpp>
#include <strata/shape/codes.hpp>

namespace strata {

struct E11_not_a_layer {
    template <class Where, class Got, class... Missing>
    static constexpr void write(sentence& s) {
        if constexpr (sizeof...(Missing) == 0) {
            s << "this is neither a layer nor a form; a layer derives from strata::layer and has an "
                 "output<X>, a "
                 "forward and a backward (docs/your-own-layer.md)";
        } else {
            const char* between = "this is no layer yet: ";
            ((s << between << Missing::sentence, between = ", "), ...);
            s << " (docs/your-own-layer.md)";
        }
    }
};

struct E12_no_input {
    template <class Where, class Got>
    static constexpr void write(sentence& s) {
        s << "a net begins with the shape of one sample; write input<C, H, W> for images or input<N> for "
             "vectors first";
    }
};

struct E13_input_not_first {
    template <class Where, class Got>
    static constexpr void write(sentence& s) {
        s << "a net begins with its inputs; move input<...> to the front";
    }
};

struct E14_input_without_a_name {
    template <class Where, class Got>
    static constexpr void write(sentence& s) {
        s << "an input after the first needs a name, at which from<...> and with<...> read it; write "
             "named<`label`, input<10>>";
    }
};

template <>
struct word<both_taps> {
    static constexpr void write(sentence& s) { s << "two taps or inputs"; }
};
template <>
struct word<shared_and_named> {
    static constexpr void write(sentence& s) { s << "a part and one that is shared"; }
};

struct E15_two_parts_of_one_name {
    template <class Where, class Got, class Name, class... Kind>
    static constexpr void write(sentence& s) {
        if constexpr (sizeof...(Kind) == 0) {
            s << "two parts beside each other are called ";
            strata::write<Name>(s);
            s << "; their parameters could not be told apart: give one another name";
        } else {
            (strata::write<Kind>(s), ...);
            s << " are called ";
            strata::write<Name>(s);
            s << ", and it could not be told which is meant: give one another name";
        }
    }
};

struct E28_name_not_usable {
    template <class Where, class Got, class Name>
    static constexpr void write(sentence& s) {
        s << "a name has at least one letter and no dot; for a dot write a part inside of a part, "
             "named<`a`, chain<named<`b`, ...>>>, and a number is the name of a part in a list alone, not of "
             "an "
             "input, a head or what is shared";
    }
};

struct E31_net_inside_a_net {
    template <class Where, class Got>
    static constexpr void write(sentence& s) {
        s << "a net has an input of its own and cannot stand in another; write its layers as a chain<...> "
             "without the input, and "
             "use that chain in both nets";
    }
};

struct E39_shared_parts_differ {
    template <class Where, class Got, class Name, class Earlier>
    static constexpr void write(sentence& s) {
        s << "parts that are shared as ";
        strata::write<Name>(s);
        s << " have one set of parameters, and an earlier one ";
        if constexpr (std::is_same_v<Earlier, expected<>>) {
            s << "has others, since it reads another shape";
        } else {
            s << "is ";
            strata::write<Earlier>(s);
        }
        s << "; write the same part over inputs that give it the same parameters, or share it under another "
             "name";
    }
};

}  // namespace strata
