// SPDX-License-Identifier: MIT
#pragma once
/// Where a layer stands in a network: the steps that lead to it, outermost first. Parameters are called by them, in the
/// way PyTorch calls those of a Sequential: `3.1.weight`, or `stem.weight` where a part has a name.
#include <strata/shape/shape_error.hpp>
#include <strata/shape/text.hpp>
#include <string>

namespace strata {

/// The I-th part of a form.
template <int I>
struct index_step {
    static std::string write() { return std::to_string(I); }
};
/// A part called by a word.
template <text Name>
struct name_step {
    static std::string write() { return std::string(Name.view()); }
};

template <class... Steps>
struct path {
    template <class Step>
    using then = path<Steps..., Step>;

    /// "3.1"
    static std::string write() {
        std::string all;
        auto add_step = [&](const std::string& step) {
            if (!all.empty()) all += '.';
            all += step;
        };
        (add_step(Steps::write()), ...);
        return all;
    }
};

/// A path with its last step replaced: a name takes the place of a number.
template <class Path, class Step>
struct renamed;
template <class Step>
struct renamed<path<>, Step> {
    using type = path<Step>;
};
template <class Step, class... Before>
struct renamed_after {
    template <class... Steps>
    struct of;
    template <class Last>
    struct of<Last> {
        using type = path<Before..., Step>;
    };
    template <class First, class Second, class... Rest>
    struct of<First, Second, Rest...> : renamed_after<Step, Before..., First>::template of<Second, Rest...> {};
};
template <class First, class... Rest, class Step>
struct renamed<path<First, Rest...>, Step> : renamed_after<Step>::template of<First, Rest...> {};

/// The place of a layer as an error says it: `at_layer<3, conv<16, 3>>`, or `inside<..., at_layer<...>>`.
template <class Path, class Part>
struct place_of;
template <class Part>
struct place_of<path<>, Part> {
    using type = Part;
};
template <int I, class Part>
struct place_of<path<index_step<I>>, Part> {
    using type = at_layer<I, Part>;
};
template <text Name, class Part>
struct place_of<path<name_step<Name>>, Part> {
    using type = named_part<Name, Part>;
};
template <class First, class Second, class... Rest, class Part>
struct place_of<path<First, Second, Rest...>, Part> {
    using type = inside<First, typename place_of<path<Second, Rest...>, Part>::type>;
};

}  // namespace strata
