// SPDX-License-Identifier: MIT
#pragma once
/// Where a layer stands in a network: the steps that lead to it, outermost first. Parameters are called by
/// them, in the way PyTorch calls those of a Sequential: `3.1.weight`, or `stem.weight` where a part has a
/// name.
#include <strata/shape/sentence.hpp>
#include <strata/shape/shape_error.hpp>
#include <strata/shape/text.hpp>
#include <string>
#include <type_traits>

namespace strata {

/// The I-th part of a form.
template <int Index>
struct index_step {
    static constexpr void write(sentence& s) { s << Index; }
};
/// A part's number where it could be taken for a name.
template <int Number>
struct called_by_number {};
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
    static constexpr bool has_branches = true;
};
struct in_sum {
    static constexpr const char* word = "sum";
    static constexpr bool has_branches = true;
};
struct in_multiply {
    static constexpr const char* word = "multiply";
    static constexpr bool has_branches = true;
};
struct in_maximum {
    static constexpr const char* word = "maximum";
    static constexpr bool has_branches = true;
};
struct in_minimum {
    static constexpr const char* word = "minimum";
    static constexpr bool has_branches = true;
};
struct in_heads {
    static constexpr const char* word = "heads";
    static constexpr bool has_branches = true;
};
struct in_repeat {
    static constexpr const char* word = "repeat";
};
template <class Step>
concept FormStep = requires {
    Step::word;
};

template <class Done, class... Steps>
struct without_heads;

template <class... Steps>
struct path {
    template <class Step>
    using then = path<Steps..., Step>;

    /// Writes "3.1".
    static constexpr void write(sentence& s) {
        write_steps(s, typename without_heads<path<>, Steps...>::type{});
    }
    [[gnu::cold]] static std::string text() {
        sentence s;
        write(s);
        return std::string(s.view());
    }

private:
    template <class... Written>
    static constexpr void write_steps(sentence& s, path<Written...>) {
        bool first = true;
        (write_step<Written>(s, first), ...);
    }
    template <class Step>
    static constexpr void write_step(sentence& s, bool& first) {
        if constexpr (!FormStep<Step>) {
            s << (first ? "" : ".");
            Step::write(s);
            first = false;
        }
    }
};

/// The branches of `heads` are counted on as parts of the list that they end: the first has the number of
/// `heads` itself, so that another output renames nothing. What is called by a name is called by it alone.
template <class Done, class... Steps>
struct without_heads {
    using type = Done;
};
template <class... Done, class Step, class... Rest>
struct without_heads<path<Done...>, Step, Rest...> : without_heads<path<Done..., Step>, Rest...> {};
template <class... Done, int I, int K, class... Rest>
struct without_heads<path<Done...>, index_step<I>, in_heads, index_step<K>, Rest...>
    : without_heads<path<Done..., index_step<I + K>>, Rest...> {};
template <class... Done, int I, text Name, class... Rest>
struct without_heads<path<Done...>, index_step<I>, in_heads, name_step<Name>, Rest...>
    : without_heads<path<Done..., name_step<Name>>, Rest...> {};

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

/// A net without any part, as a place.
struct empty_net {};

/// A net as a whole, as a place.
struct whole_list {};

/// A form and where it stands: "residual at 4".
template <class Form, class Step>
struct form_at {};

/// A branch of a form, and a copy that `repeat` makes.
template <int Index>
struct in_branch {};
template <int Index>
struct in_copy {};

/// A form as the last thing that a place names.
template <class Form>
struct the_form {};

/// The place of a part as an error says it: `at_layer<3, conv<16, 3>>`, or
/// `inside<form_at<in_residual, index_step<4>>, in_body, at_layer<2, conv<16, 3>>>`.
template <class Path, class Part, class... Outer>
struct place_of;

template <class... Places>
struct place_inside {
    using type = inside<Places...>;
};
template <class Place>
struct place_inside<Place> {
    using type = Place;
};
// The last step.
template <class Last, class Part, class... Outer>
struct place_of<path<Last>, Part, Outer...> : place_inside<Outer..., Last, Part> {};
template <int Index, class Part, class... Outer>
struct place_of<path<index_step<Index>>, Part, Outer...> : place_inside<Outer..., at_layer<Index, Part>> {};
template <text Name, class Part, class... Outer>
struct place_of<path<name_step<Name>>, Part, Outer...> : place_inside<Outer..., named_part<Name, Part>> {};
template <class Last, class Form, class... Outer>
struct place_of<path<Last>, the_form<Form>, Outer...> : place_inside<Outer..., form_at<Form, Last>> {};
template <int Index, class Form, class... Outer>
struct place_of<path<index_step<Index>>, the_form<Form>, Outer...>
    : place_inside<Outer..., form_at<Form, index_step<Index>>> {};
template <text Name, class Form, class... Outer>
struct place_of<path<name_step<Name>>, the_form<Form>, Outer...>
    : place_inside<Outer..., form_at<Form, name_step<Name>>> {};

/// A step into a form, as a place: sides, branches and copies stand for the chain that they are.
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
template <int Index>
struct form_place_of<in_chain, in_branch<Index>> {
    using type = in_branch<Index>;
};
template <int Index>
struct form_place_of<in_chain, in_copy<Index>> {
    using type = in_copy<Index>;
};

/// What a number is called behind the step into a form.
template <class Form, class Next>
struct counted_in {
    using type = Next;
};
template <class Form, int Index>
requires Form::has_branches struct counted_in<Form, index_step<Index>> {
    using type = in_branch<Index>;
};
template <int Index>
struct counted_in<in_repeat, index_step<Index>> {
    using type = in_copy<Index>;
};

template <class Step, class Form, class Next, class... Rest, class Part, class... Outer>
requires FormStep<Form>
struct place_of<path<Step, Form, Next, Rest...>, Part, Outer...>
    : place_of<path<typename counted_in<Form, Next>::type, Rest...>, Part, Outer...,
               typename form_place_of<Form, Step>::type> {
};
template <class Step, class Next, class... Rest, class Part, class... Outer>
requires(!FormStep<Next>) struct place_of<path<Step, Next, Rest...>, Part, Outer...>
    : place_of<path<Next, Rest...>, Part, Outer..., Step> {
};

}  // namespace strata
