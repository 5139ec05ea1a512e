// SPDX-License-Identifier: MIT
#pragma once
/// Where a layer stands in a network: the steps that lead to it, outermost first. Parameters are called by them, in the
/// way PyTorch calls those of a Sequential: `3.1.weight`, or `stem.weight` where a part has a name.
#include <string>
#include <strata/errors/sentence.hpp>
#include <strata/shape/shape_error.hpp>
#include <strata/shape/text.hpp>
#include <type_traits>

namespace strata {

/// The I-th part of a form.
template <int I>
struct index_step {
    static constexpr void write(sentence& s) { s << I; }
};
/// A part called by a word.
template <text Name>
struct name_step {
    static constexpr void write(sentence& s) { s << Name.view(); }
};
/// The two sides of a residual.
struct in_body {
    static constexpr void write(sentence& s) { s << "body"; }
};
struct in_shortcut {
    static constexpr void write(sentence& s) { s << "shortcut"; }
};

/// Steps into a form: not part of a parameter's name, but an error says them.
struct in_chain {
    static constexpr const char* word = "chain";
};
struct in_residual {
    static constexpr const char* word = "residual";
};
struct in_concat {
    static constexpr const char* word = "concat";
};
struct in_sum {
    static constexpr const char* word = "sum";
};
struct in_heads {
    static constexpr const char* word = "heads";
};
struct in_repeat {
    static constexpr const char* word = "repeat";
};
template <class Step>
concept FormStep = requires { Step::word; };

template <class... Steps>
struct path {
    template <class Step>
    using then = path<Steps..., Step>;

    /// Writes "3.1".
    static constexpr void write(sentence& s) {
        bool first = true;
        (write_step<Steps>(s, first), ...);
    }
    static std::string text() {
        sentence s;
        write(s);
        return std::string(s.view());
    }

private:
    template <class Step>
    static constexpr void write_step(sentence& s, bool& first) {
        if constexpr (!FormStep<Step>) {
            s << (first ? "" : ".");
            Step::write(s);
            first = false;
        }
    }
};

/// A path with its last step replaced: a name takes the place of a number.
template <class Path, class Step, class Before = path<>>
struct renamed;
template <class Last, class Step, class... Before>
struct renamed<path<Last>, Step, path<Before...>> {
    using type = path<Before..., Step>;
};
template <class First, class Second, class... Rest, class Step, class... Before>
struct renamed<path<First, Second, Rest...>, Step, path<Before...>>
    : renamed<path<Second, Rest...>, Step, path<Before..., First>> {};
template <class Step>
struct renamed<path<>, Step, path<>> {
    using type = path<Step>;
};

/// A form and where it stands: "residual at 4".
template <class Form, class Step>
struct form_at {};

/// The place of a part as an error says it: `at_layer<3, conv<16, 3>>`, or
/// `inside<form_at<in_residual, index_step<4>>, in_body, at_layer<2, conv<16, 3>>>`.
template <class Path, class Part, class... Outer>
struct place_of;
template <class Part, class... Outer>
struct place_of<path<>, Part, Outer...> {
    using type = std::conditional_t<sizeof...(Outer) == 0, Part, inside<Outer..., Part>>;
};
template <class Last, class Part, class... Outer>
struct last_place {
    using type = inside<Outer..., Last, Part>;
};
template <int I, class Part, class... Outer>
struct last_place<index_step<I>, Part, Outer...> {
    using type = inside<Outer..., at_layer<I, Part>>;
};
template <text Name, class Part, class... Outer>
struct last_place<name_step<Name>, Part, Outer...> {
    using type = inside<Outer..., named_part<Name, Part>>;
};
template <int I, class Part>
struct last_place<index_step<I>, Part> {
    using type = at_layer<I, Part>;
};
template <text Name, class Part>
struct last_place<name_step<Name>, Part> {
    using type = named_part<Name, Part>;
};
template <class Last, class Part, class... Outer>
struct place_of<path<Last>, Part, Outer...> : last_place<Last, Part, Outer...> {};
/// A step into a form, as a place: the sides of a residual stand for the chain that they are.
template <class Form, class Step>
struct form_place_of {
    using type = form_at<Form, Step>;
};
template <>
struct form_place_of<in_chain, in_body> {
    using type = in_body;
};
template <>
struct form_place_of<in_chain, in_shortcut> {
    using type = in_shortcut;
};
template <class Step, class Form, class... Rest, class Part, class... Outer>
    requires FormStep<Form>
struct place_of<path<Step, Form, Rest...>, Part, Outer...>
    : place_of<path<Rest...>, Part, Outer..., typename form_place_of<Form, Step>::type> {};
template <class Step, class Next, class... Rest, class Part, class... Outer>
    requires(!FormStep<Next>)
struct place_of<path<Step, Next, Rest...>, Part, Outer...> : place_of<path<Next, Rest...>, Part, Outer..., Step> {};

}  // namespace strata
