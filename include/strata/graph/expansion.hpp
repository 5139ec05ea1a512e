// SPDX-License-Identifier: MIT
#pragma once
/// How a list becomes a graph: a state (the nodes so far and the value that the next part reads) takes part
/// after part. The first part that is refused turns the state into a `shape_error<...>`, which no later part
/// changes.
#include <array>
#include <span>
#include <strata/graph/forms.hpp>
#include <strata/graph/graph.hpp>
#include <strata/layer/layer_concept.hpp>
#include <strata/layers/input.hpp>
#include <strata/shape/sized.hpp>
#include <string_view>
#include <utility>

namespace strata {

template <text Name, class L>
inline constexpr bool is_input<named<Name, L>> = is_input<L>;
template <class Part>
concept InputPart = is_input<Part>;

/// What has been built: the nodes, the values that taps name, the parts that places share, and what the forms
/// around the next part say of its parameters.
template <class Nodes, class Taps, class Shared, class Around>
struct graph_so_far {};

/// What the forms around a part say: its marks, and the path that its parameters' names begin with in place
/// of the first Skipped steps.
template <part_marks Marks = part_marks{}, int Skipped = 0, class Prefix = path<>>
struct forms_around {};

/// The graph so far, and what the next part reads: one value, or several behind `heads`.
template <class Built, int NextId, class... Current>
struct expansion_state {};

/// Part number I of a form.
template <class Step, class Part>
struct numbered_part {};

template <class State, class Part, class Path>
struct expand;

/// One step of the fold.
template <class State, class Path, class Part>
struct append : expand<State, Part, Path> {};
template <class... Mistake, class Path, class Part>
struct append<shape_error<Mistake...>, Path, Part> {
    using type = shape_error<Mistake...>;
};

/// The state behind part after part. A recursion of types, not a fold of Hana's: that makes a function of
/// each step, whose name the compiler writes out with the whole graph in it.
template <template <class, class, class> class Step, class State, class Path, class... NumberedParts>
struct folded_parts {
    using type = State;
};
template <template <class, class, class> class Step, class State, class Path, class Index, class Part,
          class... Rest>
struct folded_parts<Step, State, Path, numbered_part<Index, Part>, Rest...>
    : folded_parts<Step, typename Step<State, typename Path::template then<Index>, Part>::type, Path,
                   Rest...> {};

template <class State, class Path, class Indices, class... Parts>
struct expand_all;

/// The name of a part, empty where it has none.
template <class Part>
inline constexpr std::string_view name_of_part{};
template <text Name, class Part>
inline constexpr std::string_view name_of_part<named<Name, Part>> = Name.view();

/// The names of the branches of `heads`, which are counted among the parts of the list that they end.
template <class Part>
inline constexpr std::array<std::string_view, 0> names_of_branches{};
template <class... Branches>
inline constexpr std::array<std::string_view, sizeof...(Branches)> names_of_branches<heads<Branches...>>{
    name_of_part<Branches>...};

/// Whether a part has a number of its own: a tap is a window, not a part.
template <class Part>
inline constexpr bool is_counted = true;
template <text Name>
inline constexpr bool is_counted<tap<Name>> = false;

/// The numbers of parts.
template <class... Parts>
inline constexpr std::array<int, sizeof...(Parts) + 1> part_numbers = [] {
    constexpr std::array<bool, sizeof...(Parts) + 1> counted{is_counted<Parts>...};
    std::array<int, sizeof...(Parts) + 1> numbers{};
    for (std::size_t i = 0; i < sizeof...(Parts); ++i) numbers[i + 1] = numbers[i] + counted[i];
    return numbers;
}();

/// What a part is called by: its name, or its number where the name is empty; a tap by none.
struct part_label {
    std::string_view name;
    int number;  ///< of -1: called by nothing

    friend constexpr bool operator==(const part_label& a, const part_label& b) {
        if (a.name.empty() == b.name.empty())
            return a.name.empty() ? a.number >= 0 && a.number == b.number : a.name == b.name;
        return a.name.empty() ? is_number(b.name, a.number) : is_number(a.name, b.number);
    }

private:
    /// Whether that is how a number is written.
    static constexpr bool is_number(std::string_view name, int number) {
        int read = 0;
        for (const char c : name) {
            if (c < '0' || c > '9' || read > 100'000'000) return false;
            read = 10 * read + (c - '0');
        }
        return read == number && (name[0] != '0' || name.size() == 1);
    }
};

/// The first part that is called as an earlier one, or one of whose branches is, or -1.
template <class... Parts>
constexpr int repeated_name() {
    constexpr std::array<part_label, sizeof...(Parts) + 1> labels = [] {
        std::array<part_label, sizeof...(Parts) + 1> all{part_label{name_of_part<Parts>, -1}...};
        constexpr std::array<bool, sizeof...(Parts) + 1> counted{is_counted<Parts>...};
        for (std::size_t i = 0; i < sizeof...(Parts); ++i)
            if (counted[i]) all[i].number = part_numbers<Parts...>[i];
        return all;
    }();
    constexpr std::array<std::span<const std::string_view>, sizeof...(Parts) + 1> inner{
        names_of_branches<Parts>...};
    for (std::size_t i = 1; i < sizeof...(Parts); ++i)
        for (std::size_t k = 0; k < i; ++k) {
            if (labels[i] == labels[k]) return static_cast<int>(i);
            for (std::size_t b = 0; b < inner[i].size(); ++b)
                if (part_label{inner[i][b], labels[i].number + static_cast<int>(b)} == labels[k])
                    return static_cast<int>(i);
        }
    return -1;
}

template <class State, class Path, int... Index, class... Parts>
requires(repeated_name<Parts...>() >=
         0) struct expand_all<State, Path, std::integer_sequence<int, Index...>, Parts...> {
    static constexpr int index = repeated_name<Parts...>();
    using number = index_step<part_numbers<Parts...>[index]>;
    template <class Part>
    struct name_step_of {
        using type = called_by_number<part_numbers<Parts...>[index]>;
    };
    template <text Name, class Part>
    struct name_step_of<named<Name, Part>> {
        using type = name_step<Name>;
    };
    /// Of `heads`, the branch that an earlier part is called as, or the number of the first.
    template <class... Branches>
    requires(repeated_name<Parts..., Branches...>() >= static_cast<int>(sizeof...(Parts)))  //
        struct name_step_of<heads<Branches...>>
        : name_step_of<type_at<types<Parts..., Branches...>, repeated_name<Parts..., Branches...>()>> {
    };
    using part = type_at<types<Parts...>, index>;
    using type = shape_error<typename place_of<typename Path::template then<number>, part>::type, got<>,
                             E15_two_parts_of_one_name, typename name_step_of<part>::type>;
};
template <class State, class Path, int... Index, class... Parts>
struct expand_all<State, Path, std::integer_sequence<int, Index...>, Parts...> {
    using type =
        typename folded_parts<append, State, Path,
                              numbered_part<index_step<part_numbers<Parts...>[Index]>, Parts>...>::type;
};

/// The path that a node's parameters are called by.
template <class Path, class Around>
struct parameter_path {
    using type = Path;
};
template <class... Steps, part_marks Marks, int Skipped, class... Before>
requires(Skipped > 0) struct parameter_path<path<Steps...>, forms_around<Marks, Skipped, path<Before...>>> {
    template <class Indices>
    struct behind;
    template <std::size_t... Index>
    struct behind<std::index_sequence<Index...>> {
        using type = path<Before..., type_at<types<Steps...>, Index + static_cast<std::size_t>(Skipped)>...>;
    };
    using type =
        typename behind<std::make_index_sequence<sizeof...(Steps) - static_cast<std::size_t>(Skipped)>>::type;
};

/// What is too large in a layer that makes Y of X: the words of E45, or nothing.
template <class... What>
struct too_large {};
template <class List>
struct large_parameter {
    using type = too_large<>;
};
template <text Name, int... E, class Init, class Order, role Role, class... Rest>
struct large_parameter<parameter_list<parameter<Name, shape<E...>, Init, Order, Role>, Rest...>>
    : std::conditional_t<can_be<E...>, large_parameter<parameter_list<Rest...>>,
                         type_holder<too_large<parameter_of<Name, E...>>>> {};
template <parameter_kind Kind, class Parameter, class... Rest>
struct large_parameter<parameter_list<of_kind<Kind, Parameter>, Rest...>>
    : large_parameter<parameter_list<Parameter, Rest...>> {};
template <class L, class Y, class... X>
struct found_too_large {
    using type = too_large<>;
};
template <class L, int... E, class... X>
requires(!can_be<E...>) struct found_too_large<L, shape<E...>, X...> {
    using type = too_large<would_make<E...>>;
};
template <class L, int... E, class... X>
requires(can_be<E...>) struct found_too_large<L, shape<E...>, X...>
    : large_parameter<typename L::template parameters<X...>> {
};

/// The same, or, where L could not run, the parts that it lacks.
template <class L, class Y, class... X>
struct found_amiss : found_too_large<L, Y, X...> {};
template <class L, class Y, class... X>
requires(!RunsForward<L, inference, float, X...>) struct found_amiss<L, Y, X...> {
    using type = layer_lacks<L, X...>;
};

// A layer: a node, or the first mistake.
template <class L, class Path, class Y, class Built, int Next, class... X>
struct placed {
    using type = shape_error<typename place_of<Path, L>::type, got<typename X::shape_type...>,
                             E30_layer_without_output, missing_in_layer::answer>;
};
template <class L, class Path, Shape Y, class... Nodes, class Taps, class Shared, part_marks Marks,
          int Skipped, class Prefix, int Next, class... X>
struct placed<L, Path, Y, graph_so_far<types<Nodes...>, Taps, Shared, forms_around<Marks, Skipped, Prefix>>,
              Next, X...> {
    using called = typename parameter_path<Path, forms_around<Marks, Skipped, Prefix>>::type;
    template <class TooLarge>
    struct node_or_mistake {
        using type = expansion_state<graph_so_far<types<Nodes..., node<L, called, Marks, Next, X...>>, Taps,
                                                  Shared, forms_around<Marks, Skipped, Prefix>>,
                                     Next + 1, value<Next, Y>>;
    };
    template <class First, class... Rest>
    struct node_or_mistake<too_large<First, Rest...>> {
        using type = shape_error<typename place_of<Path, L>::type, got<typename X::shape_type...>,
                                 E45_too_large, First, Rest...>;
    };
    template <class... Missing>
    struct node_or_mistake<types<Missing...>> {
        using type = shape_error<typename place_of<Path, L>::type, got<typename X::shape_type...>,
                                 E11_not_a_layer, Missing...>;
    };
    using type = typename node_or_mistake<typename found_amiss<L, Y, typename X::shape_type...>::type>::type;
};
template <class L, class Path, class Code, class... Words, class Built, int Next, class... X>
struct placed<L, Path, refused<Code, Words...>, Built, Next, X...> {
    using type =
        shape_error<typename place_of<Path, L>::type, got<typename X::shape_type...>, Code, Words...>;
};
template <class L, class Path, class Built, int Next, class... X>
using place =
    typename placed<L, Path, typename L::template output<typename X::shape_type...>, Built, Next, X...>::type;

template <class Built, int Next, class... Values, class Part, class Path>
struct expand<expansion_state<Built, Next, Values...>, Part, Path> {
    using type = shape_error<typename place_of<Path, Part>::type, got<typename Values::shape_type...>,
                             E16_nothing_after_heads>;
};
/// A part that is no layer. One that lacks the base alone was meant to be one, and is told so.
template <class Where, class Part, class... X>
struct no_layer {
    using type = std::conditional_t<std::is_same_v<layer_lacks<Part, X...>, types<missing_in_layer::base>>,
                                    shape_error<Where, got<X...>, E11_not_a_layer, missing_in_layer::base>,
                                    shape_error<Where, got<X...>, E11_not_a_layer>>;
};
template <class Built, int Next, class X, class Part, class Path>
struct expand<expansion_state<Built, Next, X>, Part, Path>
    : no_layer<typename place_of<Path, Part>::type, Part, typename X::shape_type> {};
template <class Built, int Next, class X, Layer L, class Path>
struct expand<expansion_state<Built, Next, X>, L, Path> {
    using type =
        shape_error<typename place_of<Path, L>::type, got<typename X::shape_type>, E30_layer_without_output>;
};
template <class Built, int Next, class X, Layer L, class Path>
requires requires { typename L::template output<typename X::shape_type>; }
struct expand<expansion_state<Built, Next, X>, L, Path> {
    using type = place<L, Path, Built, Next, X>;
};
template <class Built, int Next, class X, class Net, class Path>
requires(!Layer<Net> &&
         requires { typename Net::graph; }) struct expand<expansion_state<Built, Next, X>, Net, Path> {
    using type =
        shape_error<typename place_of<Path, Net>::type, got<typename X::shape_type>, E31_net_inside_a_net>;
};
template <class Built, int Next, class X, InputPart In, class Path>
struct expand<expansion_state<Built, Next, X>, In, Path> {
    using type =
        shape_error<typename place_of<Path, In>::type, got<typename X::shape_type>, E13_input_not_first>;
};

/// The place of a form: "residual at 4".
template <class Path, class Form>
using form_place = place_of<Path, the_form<Form>>;

}  // namespace strata
